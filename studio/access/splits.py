"""Loaders of splits, for the professional and for the payee."""

import uuid

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.access import can_lead
from accounts.models import User, Viewer
from studio.access.professionals import get_led_professional_for
from studio.models import Split


def get_split_for(user: Viewer, slug: str, split_id: uuid.UUID) -> Split:
    """A split of a professional whom the user leads. Raises Http404, or PermissionDenied where they may only look."""
    professional = get_led_professional_for(user, slug)
    return get_object_or_404(professional.splits, pk=split_id)


def get_taken_split_for(user: User, split_id: uuid.UUID) -> Split:
    """A split that was offered to a party the user leads. Raises Http404 for any other."""
    split = Split.objects.select_related("payee").filter(pk=split_id).first()
    if split is None or split.payee is None or not can_lead(user, split.payee):
        raise Http404
    return split
