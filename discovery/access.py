"""A saved search is its owner's and nobody else's. What somebody has put away, this session remembers."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import Party, Viewer
from discovery.models import SavedSearch, SearchKind

DISMISSED_KEY = "first_steps_dismissed"


def get_search_for(user: Viewer, search_id: UUID) -> SavedSearch:
    """Raises Http404 for anybody else's."""
    return get_object_or_404(SavedSearch, pk=search_id, user=user)


def named_kind(text: str) -> SearchKind:
    """Raises Http404 for what cannot be searched for."""
    try:
        return SearchKind(text)
    except ValueError as error:
        raise Http404 from error


def dismissed_steps(request: HttpRequest) -> list[str]:
    """The ids of the parties whose first steps were put away in this session."""
    return request.session.get(DISMISSED_KEY, [])


def dismiss_steps(request: HttpRequest, party: Party) -> None:
    request.session[DISMISSED_KEY] = [*{*dismissed_steps(request), str(party.pk)}]
