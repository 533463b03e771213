"""A saved search is its owner's and nobody else's."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import Viewer
from discovery.models import SavedSearch, SearchKind


def get_search_for(user: Viewer, search_id: UUID) -> SavedSearch:
    """Raises Http404 for anybody else's."""
    return get_object_or_404(SavedSearch, pk=search_id, user=user)


def named_kind(text: str) -> SearchKind:
    """Raises Http404 for what cannot be searched for."""
    try:
        return SearchKind(text)
    except ValueError as error:
        raise Http404 from error
