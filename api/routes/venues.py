"""Venues, their stages, and the shows they put on."""

import uuid

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from ninja import Router, Status

from api.protocol.answering import Made, fresh, once
from api.protocol.auth import somebody
from api.protocol.declared import NOTHING, answers
from api.protocol.lookups import named_city, named_genres, named_stage
from api.protocol.paging import page_of
from api.protocol.problems import renamed
from api.shapes.basics import DEFAULT_LIMIT, Cursor, Limit, Page
from api.shapes.people import ClosureIn, ClosureOut, PartyOut, StageIn, StageOut, VenueIn, closure_out, party_out
from api.shapes.shows import ShowIn, ShowOut
from bookings.access import get_show_for, show_view
from bookings.actions import create_show
from engagements.states import Channel
from venues.access import get_closure_for, get_led_venue_for, get_stage_for
from venues.actions import close_stage, create_stage, create_venue, remove_stage, reopen_stage
from venues.queries.closures import closure_of, standing_rules_of
from web.users import SignedInRequest

router = Router(tags=["venues"], auth=somebody)


@router.post("/venues", response=answers(PartyOut, status=201))
@once
def venue_make(request: SignedInRequest, payload: VenueIn):
    """A new venue, owned by you."""
    venue = create_venue(
        acting_user=request.user,
        name=payload.name,
        timezone=payload.timezone,
        city=named_city(payload.city),
        genres=named_genres(payload.genres),
        day_starts_at=payload.day_starts_at.replace(tzinfo=None),
    )
    return Made(party_out(venue.party))


@router.post("/venues/{slug}/stages", response=answers(StageOut, status=201))
@once
def stage_make(request: SignedInRequest, slug: str, payload: StageIn):
    """A stage with a calendar of its own."""
    venue = get_led_venue_for(request.user, slug)
    stage = create_stage(acting_user=request.user, venue=venue, name=payload.name, capacity=payload.capacity)
    return Made(StageOut.of(stage))


@router.delete("/stages/{uuid:stage_id}", response=NOTHING)
def stage_unmake(request: SignedInRequest, stage_id: uuid.UUID):
    """Remove a stage on which nothing has ever stood; any other: 409 `stage-in-use`."""
    remove_stage(acting_user=request.user, stage=get_stage_for(request.user, stage_id))
    return Status(204, None)


@router.get("/stages/{uuid:stage_id}/closures", response=answers(Page[ClosureOut]))
@fresh
def closure_list(
    request: SignedInRequest, stage_id: uuid.UUID, cursor: Cursor | None = None, limit: Limit = DEFAULT_LIMIT
):
    """The nights to come on which a stage is closed."""
    stage = get_stage_for(request.user, stage_id)
    rules, following = page_of(standing_rules_of(stage), by="starts_at", cursor=cursor, limit=limit)
    items = [closure_out(closure_of(rule, stage.venue)) for rule in rules]
    return Page[ClosureOut](items=items, next=following)


@router.post("/stages/{uuid:stage_id}/closures", response=answers(ClosureOut, status=201))
@once
def closure_make(request: SignedInRequest, stage_id: uuid.UUID, payload: ClosureIn):
    """Close a stage for some nights: they cannot be booked. What stands there already stays."""
    stage = get_stage_for(request.user, stage_id)
    try:
        closure = close_stage(
            acting_user=request.user, stage=stage, first=payload.first, last=payload.last, reason=payload.reason
        )
    except ValidationError as error:
        raise renamed(error, {"first": "from", "last": "to"}) from error
    return Made(closure_out(closure))


@router.delete("/stages/{uuid:stage_id}/closures/{uuid:closure_id}", response=NOTHING)
def closure_unmake(request: SignedInRequest, stage_id: uuid.UUID, closure_id: uuid.UUID):
    """Open a stage again."""
    stage, closure = get_closure_for(request.user, stage_id, closure_id)
    reopen_stage(acting_user=request.user, stage=stage, closure_id=closure.pk)
    return Status(204, None)


@router.post("/venues/{slug}/shows", response=answers(ShowOut, status=201))
@once
def show_make(request: HttpRequest, slug: str, payload: ShowIn):
    """A night on one of the venue's stages, published at once if asked. The stage taken: 409."""
    venue = get_led_venue_for(request.user, slug)
    show = create_show(
        acting_user=request.user,
        owner=venue.party,
        stage=named_stage(venue.party, payload.stage),
        title=payload.title,
        description=payload.description,
        load_in_at=payload.load_in_at,
        doors_at=payload.doors_at,
        starts_at=payload.starts_at,
        ends_at=payload.ends_at,
        curfew_at=payload.curfew_at,
        out_at=payload.out_at,
        announce_at=payload.announce_at,
        ticket_url=payload.ticket_url,
        spots=None if payload.spots is None else [spot.draft() for spot in payload.spots],
        publish=payload.publish,
        channel=Channel.API,
    )
    return Made(ShowOut.of(show_view(request.user, get_show_for(request.user, show.pk))))
