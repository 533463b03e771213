"""Parties that wait to be approved."""

from django.db.models import QuerySet

from accounts.models import Party
from accounts.states import Approval


def waiting_parties() -> QuerySet[Party]:
    """All that staff have not decided on yet, those who have waited longest first."""
    return Party.objects.filter(approval=Approval.DRAFT).order_by("created_at", "pk")
