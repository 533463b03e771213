"""What an enquiry's page offers beside its messages, and the links between bookings and enquiries."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.states import PartyKind
from bookings.models import Booking, Spot
from bookings.states import LIVE, PROMISED
from messaging.access import may_write, readable_by
from messaging.access.blocks import has_blocked, other_side, own_side
from messaging.models import Thread
from messaging.pages.sessions import sessions_after, ways_to_sessions
from messaging.queries.enquiries import bookings_after, enquiry_before, nights_asked, open_spots_between
from messaging.states import About
from messaging.words import thread_title
from web.context import find_url
from web.dates import say_day, say_span
from web.notices import Notice
from web.texts import isolated

PAGES = {
    PartyKind.BAND: "discovery:act",
    PartyKind.VENUE: "discovery:venue",
    PartyKind.PROFESSIONAL: "discovery:professional",
}

NOT_ASKING = (PartyKind.BAND, PartyKind.PROFESSIONAL)
"""They book no acts."""


@dataclass(frozen=True)
class Way:
    """A link from an enquiry to a form that makes a booking, filled in as far as possible."""

    label: str
    url: str


@dataclass(frozen=True)
class SpotWays:
    """Links to open spots; `is_missed` if nights were asked about and none of the spots is on one of them."""

    ways: list[Way]
    is_missed: bool


@dataclass(frozen=True)
class EnquiryPanel:
    """An enquiry as one of its readers sees it, and the `nights` it asks about. `side` is the one they decide for, None
    if they lead both. `requests` link to the form for a date, once for each night that is still to come; `invites` and
    `applies` to open spots of their own and of the other side; `show_url` to the form for a new night if a venue has
    none; `made` to the bookings and
    sessions that followed. `waits` if only the other side can ask for a date."""

    thread: Thread
    nights: list[dt.date]
    side: Party | None = None
    other: Party | None = None
    other_url: str = ""
    is_blocked: bool = False
    requests: list[Way] = field(default_factory=list)
    invites: SpotWays | None = None
    applies: SpotWays | None = None
    show_url: str = ""
    waits: bool = False
    made: list[Way] = field(default_factory=list)


@dataclass(frozen=True)
class KnownEnquiry:
    """An existing thread that the user can continue."""

    id: UUID
    title: str


def enquiry_panel(user: User, thread: Thread) -> EnquiryPanel | None:
    """What the user can do with an enquiry; None for any other thread."""
    if thread.kind != About.ENQUIRY:
        return None
    nights, bookings = nights_asked(thread), bookings_after(thread)
    made = [*(_made(booking) for booking in bookings), *(Way(*each) for each in sessions_after(thread))]
    side = own_side(user, thread)
    if side is None:
        return EnquiryPanel(thread, nights, made=made)
    other = other_side(thread, side)
    page = PAGES.get(PartyKind(other.kind))
    other_url = find_url(page, other.slug) if page and other.is_public else ""
    if not may_write(user, thread):
        is_blocked = has_blocked(thread, side)
        return EnquiryPanel(thread, nights, side, other, other_url, is_blocked=is_blocked, made=made)
    begun = {booking.spot.show.night for booking in bookings if booking.state in LIVE | PROMISED}
    ways = _ways(thread, nights, side, other, begun)
    return EnquiryPanel(thread, nights, side, other, other_url, made=made, **ways)


def _ways(thread: Thread, nights: list[dt.date], side: Party, other: Party, begun: Collection[dt.date]) -> dict:
    """The ways that both kinds of party allow: bands play their own nights and those of others. A night with a booking
    that has `begun` is not asked for again."""
    ways: dict = {}
    if other.kind == PartyKind.BAND and other.is_public:
        ways["requests"] = _requests([each for each in nights if each not in begun], side, other)
        spots = open_spots_between(host=side, act=other, nights=nights, reader=side)
        found = [Way(_spot(each, is_own=True), _with(_url("spot_invite", each), act=other.slug)) for each in spots]
        ways["invites"] = _of_nights(found, spots, nights)
        if side.kind == PartyKind.VENUE and not spots:
            ways["show_url"] = reverse("bookings:show_new", args=[side.slug])
    if side.kind == PartyKind.BAND and side.is_public and other.is_public:
        spots = open_spots_between(host=other, act=side, nights=nights, reader=side)
        here = reverse("messaging:thread", args=[thread.pk])
        found = [Way(_spot(each), _with(_url("spot_apply", each), act=side.slug, next=here)) for each in spots]
        ways["applies"] = _of_nights(found, spots, nights)
    if booking := ways_to_sessions(side, other, nights):
        ways["requests"] = [Way(*each) for each in booking]
    may_ask_us = side.kind == PartyKind.BAND and side.is_public and other.kind not in NOT_ASKING
    ways["waits"] = may_ask_us and not ways.get("applies")
    return ways


def _requests(nights: list[dt.date], side: Party, other: Party) -> list[Way]:
    """The form for a date, once for each night that is still to come; without one if there is none."""
    today = localdate(timezone=ZoneInfo(other.timezone))
    address = reverse("bookings:request_new", args=[other.slug])
    to_come = [night for night in nights if night >= today]
    if not to_come:
        return [Way(_("Request a date"), _with(address, host=side.slug))]
    return [
        Way(_("Request %(day)s") % {"day": say_day(night)}, _with(address, host=side.slug, night=night.isoformat()))
        for night in to_come
    ]


def _of_nights(ways: list[Way], spots: list[Spot], nights: list[dt.date]) -> SpotWays | None:
    if not ways:
        return None
    return SpotWays(ways, is_missed=bool(nights) and all(spot.show.night not in nights for spot in spots))


def _url(name: str, spot: Spot) -> str:
    return reverse(f"bookings:{name}", args=[spot.pk])


def _with(address: str, **query: str) -> str:
    return f"{address}?{urlencode(query)}"


def _spot(spot: Spot, *, is_own: bool = False) -> str:
    """A spot with its stage or place; with the show's name only for the host, since it may not be announced yet."""
    show = spot.show
    where = (is_own and show.title) or (show.stage.name if show.stage else show.place)
    when = say_span(spot.starts_at, spot.ends_at, show.timezone, night=show.night)
    return ", ".join([str(spot.get_role_display()), *([isolated(where)] if where else []), when])


def _made(booking: Booking) -> Way:
    words = {
        "kind": _("Hold") if hasattr(booking, "from_hold") else booking.get_initiated_by_display(),
        "day": say_day(booking.spot.show.night),
        "state": booking.get_state_display(),
    }
    return Way(_("%(kind)s for %(day)s: %(state)s") % words, reverse("bookings:booking", args=[booking.pk]))


def enquiry_url(user: User, booking: Booking | None) -> str:
    """The address of the enquiry that came before a booking, for those who may read it; else empty."""
    found = enquiry_before(booking) if booking else None
    if found is None or not readable_by(user).filter(pk=found.pk).exists():
        return ""
    return reverse("messaging:thread", args=[found.pk])


def enquiry_of_booking(user: User, booking_id: UUID) -> list[Notice]:
    """The link back from a booking to its enquiry. Registered with `bookings.hooks.beside_booking`."""
    url = enquiry_url(user, Booking.objects.select_related("spot__show").filter(pk=booking_id).first())
    return [Notice("beside", "messaging/_enquiry_notice.html", {"url": url})] if url else []


def known_enquiries(user: User, party: Party) -> list[KnownEnquiry]:
    """The enquiries that the user already has with a party, in whichever name."""
    theirs = Thread.objects.with_subject().filter(Q(party=party) | Q(asker=party), pk__in=readable_by(user))
    found = theirs.filter(kind=About.ENQUIRY).order_by("pk")
    return [KnownEnquiry(each.pk, thread_title(user, each)) for each in found]
