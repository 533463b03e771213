"""Loaders of venues and stages; who may do what with a party is in `accounts.access`."""

import uuid

from django.http import Http404

from accounts.access import can_lead, can_see_party, get_led_party_for, get_own_party_for, get_party_for
from accounts.models import Party, Viewer
from accounts.states import PartyKind
from availability.models import AvailabilityRule
from venues.models import Stage, StagePhoto, Venue
from venues.queries.closures import rules_closing


def get_venue_for(user: Viewer, slug: str) -> Venue:
    """A venue the user may see. Raises Http404."""
    return _venue(get_party_for(user, slug, PartyKind.VENUE))


def get_own_venue_for(user: Viewer, slug: str) -> Venue:
    """A venue whose team the user belongs to. Raises Http404, or PermissionDenied when it is only another's page."""
    return _venue(get_own_party_for(user, slug, PartyKind.VENUE))


def get_led_venue_for(user: Viewer, slug: str) -> Venue:
    """A venue the user leads. Raises Http404, or PermissionDenied where they may only look."""
    return _venue(get_led_party_for(user, slug, PartyKind.VENUE))


def get_stage_for(user: Viewer, stage_id: uuid.UUID) -> Stage:
    """A stage of a venue the user leads, with venue, party and calendar. Raises Http404."""
    stage = Stage.objects.select_related("venue__party", "calendar").filter(pk=stage_id).first()
    if stage is None or not can_lead(user, stage.venue.party):
        raise Http404
    return stage


def get_closure_for(user: Viewer, stage_id: uuid.UUID, closure_id: uuid.UUID) -> tuple[Stage, AvailabilityRule]:
    """A closure of a stage of a venue the user leads, and its stage. Raises Http404."""
    stage = get_stage_for(user, stage_id)
    closure = rules_closing([stage.calendar_id]).filter(pk=closure_id).first()
    if closure is None:
        raise Http404
    return stage, closure


def get_stage_photo_for(user: Viewer, stage_id: uuid.UUID, photo_id: int) -> StagePhoto:
    """A picture of a stage of a venue the user leads. Raises Http404."""
    stage = get_stage_for(user, stage_id)
    photo = StagePhoto.objects.select_related("picture").filter(pk=photo_id, stage=stage).first()
    if photo is None:
        raise Http404
    photo.stage = stage
    return photo


def may_have_stage_photo(user: Viewer, picture_id: uuid.UUID) -> bool | None:
    """Whether the user may have the files of a picture of a stage: whoever may see the venue. None for any other
    picture."""
    photo = StagePhoto.objects.filter(picture=picture_id).select_related("stage__venue__party").first()
    return can_see_party(user, photo.stage.venue.party) if photo else None


def _venue(party: Party) -> Venue:
    venue = Venue.objects.get(party=party)
    venue.party = party
    return venue
