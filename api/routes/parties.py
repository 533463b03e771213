"""Parties as everyone sees them, and what staff decide about them."""

import datetime as dt
from typing import Annotated

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from ninja import Field, Query, Router, Schema

from accounts.access import get_party_for
from accounts.actions import approve_party, suspend_party
from accounts.states import NIGHT_KINDS, PartyKind
from api.protocol.answering import Made, fresh, once
from api.protocol.auth import anybody, somebody
from api.protocol.declared import answers
from api.protocol.lookups import named_city, named_kind, named_region, near_point, nights
from api.protocol.problems import renamed
from api.shapes.basics import DEFAULT_LIMIT, Amount, Cursor, Id, Kilometres, Limit, Page, Slug, Word
from api.shapes.kits import KitOut
from api.shapes.people import DecisionIn, PartyLine, PartyOut, party_line, party_out
from api.shapes.shows import BookingOut, RequestIn
from api.shapes.terms import read_deal
from api.shapes.time import CalendarOut, NightOut, StageNightsOut
from bands.queries import press_kit
from bookings.access import booking_view, get_booking_for
from bookings.actions import request_act
from bookings.actions.needs import EventNeeds
from bookings.queries import public_nights, venue_nights
from discovery.queries.search import Sort, Wish, search_parties
from discovery.queries.search.parties.wishes import MOST_NIGHTS
from discovery.queries.search.wishes import MOST_GENRES
from engagements.states import Channel
from web.users import SignedInRequest

router = Router(tags=["parties"])
People = Annotated[int, Field(ge=0, lt=2**31)]
Players = Annotated[int, Field(ge=0, le=1000)]
AS_ASKED = (
    "near_genres", "radius_km", "any_night", "with_silent", "fee_min", "fee_max", "capacity_min", "draw_min",
    "rating_min", "size_min", "size_max", "has_pa", "covers_place",
)  # fmt: skip
CALENDAR_DAYS = 31


class Search(Schema):
    """What to search for; times default to 19:00-24:00 where one searches. `genre` and `night` may be repeated: one of
    the genres is enough, but all nights are needed unless `any_night`."""

    kind: Word | None = None
    q: Word = ""
    genre: list[Slug] = Field([], max_length=MOST_GENRES)
    near_genres: bool = Field(True, description="With `genre`: also, behind all others, who has only one near it")
    city: Id | None = None
    region: Slug = Field("", description="The id of a region: only what lies in it")
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    radius_km: Kilometres | None = None
    night: list[dt.date] = Field([], max_length=MOST_NIGHTS)
    any_night: bool = False
    from_time: dt.time | None = None
    to_time: dt.time | None = None
    with_silent: bool = False
    fee_min: Amount | None = None
    fee_max: Amount | None = None
    currency: Slug = ""
    capacity_min: People | None = None
    draw_min: People | None = None
    rating_min: Annotated[float, Field(ge=0, le=5)] | None = None
    size_min: Players | None = None
    size_max: Players | None = None
    has_pa: bool = False
    covers_place: bool = False
    sort: Sort | None = None
    cursor: Cursor | None = None
    limit: Limit = DEFAULT_LIMIT

    def wish(self) -> Wish:
        """Raises ValidationError at the field for a name that nothing has, and for half a place."""
        return Wish(
            kind=named_kind(self.kind),
            q=self.q,
            genres=tuple(filter(None, self.genre)),
            city=named_city(self.city),
            region=named_region(self.region),
            near=near_point(self.lat, self.lon),
            nights=tuple(self.night),
            from_time=self.from_time and self.from_time.replace(tzinfo=None),
            to_time=self.to_time and self.to_time.replace(tzinfo=None),
            currency=self.currency.upper(),
            **{name: getattr(self, name) for name in AS_ASKED},
        )


@router.get("/parties", response=answers(Page[PartyLine]), auth=anybody)
@fresh
def party_search(request: HttpRequest, wanted: Search = Query(...)):
    """Approved parties that fit, sorted by `sort`; by fit unless said: by place, by likeness to `q`, or by rating.

    With `genre`, whoever has only one near it in the tree comes behind all others, whatever the sort: `genre_fit`
    tells. `near_genres=false` leaves them out: who is found has one asked for, or one below it."""
    found = search_parties(request.user, wanted.wish(), sort=wanted.sort, cursor=wanted.cursor, limit=wanted.limit)
    items = [party_line(hit, asks_genre=any(wanted.genre)) for hit in found.items]
    return Page[PartyLine](items=items, next=found.next)


@router.get("/parties/{slug}", response=answers(PartyOut), auth=anybody)
@fresh
def party_show(request: HttpRequest, slug: str):
    """A party's page. An old slug leads to the present one."""
    party = get_party_for(request.user, slug)
    return party_out(party) if party.slug == slug else moved("party_show", party.slug)


@router.get("/parties/{slug}/press-kit", response=answers(KitOut), auth=anybody)
@fresh
def press_kit_show(request: HttpRequest, slug: str):
    """What a band has published of its press kit. A venue or a person has none: 404."""
    party = get_party_for(request.user, slug, PartyKind.BAND)
    return KitOut.of(party, press_kit(party)) if party.slug == slug else moved("press_kit_show", party.slug)


@router.get("/parties/{slug}/calendar", response=answers(CalendarOut), auth=anybody)
@fresh
def calendar_show(
    request: HttpRequest,
    slug: str,
    first: dt.date | None = Query(None, alias="from"),
    last: dt.date | None = Query(None, alias="to"),
):
    """Which nights a party is available; 31 from today unless said. Of a venue, each stage's too; a
    professional is booked by the hour and has none: 404."""
    party = get_party_for(request.user, slug)
    if party.kind not in NIGHT_KINDS:
        raise Http404
    if party.slug != slug:
        return moved("calendar_show", party.slug, request.META["QUERY_STRING"])
    first, last = nights(first, last, party.timezone, days=CALENDAR_DAYS)
    if party.kind != PartyKind.VENUE:
        told = [NightOut.of(night) for night in public_nights(party, first, last)]
        return CalendarOut(timezone=party.timezone, nights=told)
    found, stages = venue_nights(party, first, last)
    return CalendarOut(
        timezone=party.timezone,
        nights=[NightOut.of(night) for night in found],
        stages=[StageNightsOut.of(stage) for stage in stages],
    )


@router.post("/parties/{slug}/requests", response=answers(BookingOut, status=201), auth=somebody)
@once
def request_make(request: HttpRequest, slug: str, payload: RequestIn):
    """Ask an act to play at your place and time, for a fee."""
    try:
        booking = request_act(
            acting_user=request.user,
            act=get_party_for(request.user, slug),
            starts_at=payload.starts_at,
            ends_at=payload.ends_at,
            place=payload.place,
            city=named_city(payload.city),
            fee_minor=payload.fee.amount_minor if payload.fee else None,
            fee_currency=payload.fee.currency if payload.fee else None,
            deal=read_deal(payload.deal) if payload.deal is not None else None,
            cancellation_tiers=payload.cancellation_tiers,
            message=payload.message,
            your_name=payload.name,
            needs=EventNeeds(payload.guests, payload.setting or "", payload.power or "", payload.set_up_minutes),
            channel=Channel.API,
        )
    except ValidationError as error:
        raise renamed(error, {"your_name": "name"}) from error
    return Made(BookingOut.of(booking_view(request.user, get_booking_for(request.user, booking.pk))))


@router.post("/parties/{slug}/approve", response=answers(PartyOut), auth=somebody)
@once
def party_approve(request: SignedInRequest, slug: str, payload: DecisionIn = DecisionIn()):
    """Let a party be seen, publish and apply; for staff."""
    party = get_party_for(request.user, slug)
    return party_out(approve_party(acting_user=request.user, party=party, reason=payload.reason))


@router.post("/parties/{slug}/suspend", response=answers(PartyOut), auth=somebody)
@once
def party_suspend(request: SignedInRequest, slug: str, payload: DecisionIn = DecisionIn()):
    """Take a party out of public sight; for staff."""
    party = get_party_for(request.user, slug)
    return party_out(suspend_party(acting_user=request.user, party=party, reason=payload.reason))


def moved(name: str, slug: str, query: str = "") -> HttpResponse:
    """Where a call by an old slug leads: the same call by the present one."""
    address = reverse(f"api:{name}", args=[slug])
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
