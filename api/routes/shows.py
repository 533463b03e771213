"""Shows and the spots on their bills."""

import datetime as dt
import uuid
from typing import Annotated

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from accounts.access import get_own_party_for
from accounts.errors import NotApproved
from accounts.models import Party
from accounts.states import Approval
from api.protocol.answering import Made, fresh, once
from api.protocol.auth import anybody, somebody
from api.protocol.declared import NOTHING, answers
from api.protocol.lookups import named_act, named_band, named_city, named_region
from api.protocol.problems import renamed
from api.shapes.basics import DEFAULT_LIMIT, Amount, Cursor, Id, Kilometres, Limit, Page, Slug, Word
from api.shapes.shows import (
    ApplicationIn,
    BookingOut,
    DraftOut,
    InvitationIn,
    MessageIn,
    OpenSpotOut,
    ShowOut,
    spot_facts,
)
from api.shapes.terms import read_deal
from bookings.access import (
    booking_view,
    can_fill_spot,
    get_booking_for,
    get_draft_for,
    get_show_for,
    get_spot_for,
    show_view,
    spot_view,
)
from bookings.actions import apply_to_spot, cancel_show, invite_act
from bookings.actions.kept_applications import discard_application, keep_application
from bookings.models import Spot
from bookings.states import SpotRole
from bookings.words.drafts import kept_words
from discovery.queries.search.spots.finder import RADIUS_KM, OpenSpot, open_spots
from discovery.queries.search.spots.orders import SpotSort
from engagements.states import Channel
from web.users import SignedInRequest

router = Router(tags=["shows"])


class Finder(Schema):
    """What to look for; a fee is in minor units of `currency` and met by fees in any."""

    q: Word = ""
    genre: Slug = ""
    role: SpotRole | None = None
    fee_min: Amount | None = None
    currency: Slug = ""
    capacity_min: Annotated[int, Field(ge=0, lt=2**31)] | None = None
    draw: Annotated[int, Field(ge=0, lt=2**31)] | None = None
    rating_min: Annotated[float, Field(ge=1, le=5)] | None = None
    sort: SpotSort | None = None
    city: Id | None = None
    region: Slug = Field("", description="The id of a region: only what lies in it")
    radius_km: Kilometres = RADIUS_KM
    band: Slug | None = None
    cursor: Cursor = ""
    limit: Limit = DEFAULT_LIMIT


@router.get("/shows/{uuid:show_id}", response=answers(ShowOut), auth=anybody)
@fresh
def show_show(request: HttpRequest, show_id: uuid.UUID):
    """A show, once it is announced or you have to do with it."""
    return ShowOut.of(show_view(request.user, get_show_for(request.user, show_id)))


@router.post("/shows/{uuid:show_id}/cancel", response=answers(ShowOut), auth=somebody)
@once
def show_cancel(request: HttpRequest, show_id: uuid.UUID, payload: MessageIn = MessageIn()):
    """Call off a show; everyone concerned is told why. Staff have to give a reason."""
    show = get_show_for(request.user, show_id)
    try:
        cancel_show(acting_user=request.user, show=show, reason=payload.message, channel=Channel.API)
    except ValidationError as error:
        raise renamed(error, {"reason": "message"}) from error
    return ShowOut.of(show_view(request.user, get_show_for(request.user, show_id)))


@router.get("/events/open", response=answers(Page[OpenSpotOut]), auth=anybody)
@fresh
def open_list(
    request: HttpRequest,
    first: dt.date | None = Query(None, alias="from"),
    last: dt.date | None = Query(None, alias="to"),
    wanted: Finder = Query(...),
):
    """Open spots with their shows, by `sort`, the soonest first unless said; with `band`, of which you are a member,
    whether they fit it."""
    band = get_own_party_for(request.user, wanted.band) if wanted.band else None
    found = open_spots(
        first=first,
        last=last,
        q=wanted.q,
        genre=wanted.genre,
        role=wanted.role or "",
        fee_min=wanted.fee_min,
        currency=wanted.currency.upper(),
        capacity_min=wanted.capacity_min,
        draw=wanted.draw,
        rating_min=wanted.rating_min,
        sort=wanted.sort,
        city=named_city(wanted.city),
        region=named_region(wanted.region),
        radius_km=wanted.radius_km,
        band=band,
        cursor=wanted.cursor,
        limit=wanted.limit,
    )
    return Page[OpenSpotOut](items=[_open_spot(request, each) for each in found.items], next=found.next)


@router.post("/spots/{uuid:spot_id}/applications", response=answers(BookingOut, status=201), auth=somebody)
def application_make(request: HttpRequest, spot_id: uuid.UUID, payload: ApplicationIn):
    """Apply for a spot with an act you lead. One that is not approved yet is answered 403 `not-approved`; what it sent
    is kept as its draft (`draft`), to be sent once it is."""
    spot = get_spot_for(request.user, spot_id)
    act = named_band(request.user, payload.band)
    if act.approval == Approval.DRAFT:
        # Outside `once`, which keeps no effect of what is refused: to keep the same again changes nothing.
        draft = _keep(request, spot, act, payload)
        raise NotApproved(kept_words(act), draft=draft.model_dump(mode="json"))
    return _apply(request, spot_id, payload)


def _keep(request: HttpRequest, spot: Spot, act: Party, payload: ApplicationIn) -> DraftOut:
    said = {"message": payload.message, "lineup": payload.lineup}
    return DraftOut.of(keep_application(acting_user=request.user, spot=spot, act=act, **said))


@router.delete("/spots/{uuid:spot_id}/drafts/{slug}", response=NOTHING, auth=somebody)
def draft_discard(request: SignedInRequest, spot_id: uuid.UUID, slug: str):
    """Discard the draft of an application that an act you lead has kept for a spot. Withdraw one that was sent
    instead."""
    draft = get_draft_for(request.user, spot_id, slug)
    discard_application(acting_user=request.user, spot=draft.spot, act=draft.act)
    return Status(204, None)


@once
def _apply(request: HttpRequest, spot_id: uuid.UUID, payload: ApplicationIn):
    booking = apply_to_spot(
        acting_user=request.user,
        spot=get_spot_for(request.user, spot_id),
        act=named_band(request.user, payload.band),
        message=payload.message,
        lineup=payload.lineup,
        despite_conflicts=payload.despite_conflicts,
        channel=Channel.API,
    )
    return Made(BookingOut.of(booking_view(request.user, get_booking_for(request.user, booking.pk))))


@router.post("/spots/{uuid:spot_id}/invitations", response=answers(BookingOut, status=201), auth=somebody)
@once
def invitation_make(request: HttpRequest, spot_id: uuid.UUID, payload: InvitationIn):
    """Invite an act to a spot of your show."""
    spot = get_spot_for(request.user, spot_id)
    if not can_fill_spot(request.user, spot):
        raise PermissionDenied
    booking = invite_act(
        acting_user=request.user,
        spot=spot,
        act=named_act(request.user, payload.band),
        message=payload.message,
        fee_minor=payload.fee.amount_minor if payload.fee else None,
        fee_currency=payload.fee.currency if payload.fee else None,
        deal=read_deal(payload.deal) if payload.deal is not None else None,
        answer_by=payload.answer_by,
        channel=Channel.API,
    )
    return Made(BookingOut.of(booking_view(request.user, get_booking_for(request.user, booking.pk))))


def _open_spot(request: HttpRequest, found: OpenSpot) -> OpenSpotOut:
    spot, show = found.spot, found.spot.show
    view = show_view(request.user, show, is_named=found.is_named, spots=[spot])
    facts = spot_facts(spot_view(spot), show.timezone)
    # Programs know three answers: who can only if need be can.
    fits = "yes" if found.fits == "maybe" else found.fits
    return OpenSpotOut(**facts, show=ShowOut.of(view), fits=fits)  # type: ignore[arg-type]  # as above, by pydantic
