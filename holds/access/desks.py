"""The only doors to a venue's desk and to the views that somebody keeps of it."""

from uuid import UUID

from django.http import Http404

from accounts.access import get_own_party_for
from accounts.models import User, Viewer
from accounts.states import PartyKind
from holds.models import SavedView
from holds.queries.desks import DeskDoor, find_door
from venues.models import Stage


def open_desk_for(user: Viewer, slug: str) -> DeskDoor:
    """The desk of a venue in whose team the user is, as it is now called. One query, where the slug is the present one.

    Raises Http404, or PermissionDenied where they may only look at the venue's page.
    """
    door = find_door(user, slug) or find_door(user, get_own_party_for(user, slug, PartyKind.VENUE).slug)
    if door is None:
        raise Http404
    return door


def open_stage_for(user: Viewer, stage_id: UUID) -> tuple[DeskDoor, Stage]:
    """A stage of a venue in whose team the user is, and that venue's desk. Raises Http404."""
    stage = Stage.objects.select_related("venue__party__city__country").filter(pk=stage_id).first()
    door = find_door(user, stage.venue.party.slug) if stage else None
    if stage is None or door is None:
        raise Http404
    return door, stage


def views_of(user: User, door: DeskDoor) -> list[SavedView]:
    """What the user has kept of this desk, by name."""
    return list(SavedView.objects.filter(user=user, party=door.party))


def get_view_for(user: User, view_id: UUID) -> SavedView:
    """One's own view. Raises Http404."""
    view = SavedView.objects.select_related("party").filter(pk=view_id, user=user).first()
    if view is None:
        raise Http404
    return view
