"""What an enquiry's page offers beside its messages, and the links between bookings and enquiries."""

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
from bookings.hooks import Notice
from bookings.models import Booking
from messaging.access import may_write, readable_by
from messaging.access.blocks import has_blocked, other_side, own_side
from messaging.models import Thread
from messaging.queries.enquiries import bookings_after, enquiry_before, open_spots_between
from messaging.states import About
from messaging.words import thread_title
from web.context import find_url
from web.dates import say_day, say_time

PAGES = {PartyKind.BAND: "discovery:act", PartyKind.VENUE: "discovery:venue"}


@dataclass(frozen=True)
class Way:
    """A link from an enquiry to a form that makes a booking, filled in as far as possible."""

    label: str
    url: str


@dataclass(frozen=True)
class EnquiryPanel:
    """An enquiry as one of its readers sees it. `side` is the one they decide for, None if they lead both. `invites`
    and `applies` link to open spots of their own and of the other side; `show_url` to the form for a new night if a
    venue has none; `made` to the bookings that followed."""

    thread: Thread
    side: Party | None = None
    other: Party | None = None
    other_url: str = ""
    is_blocked: bool = False
    request_url: str = ""
    invites: list[Way] = field(default_factory=list)
    applies: list[Way] = field(default_factory=list)
    show_url: str = ""
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
    made = [_made(booking) for booking in bookings_after(thread)]
    side = own_side(user, thread)
    if side is None:
        return EnquiryPanel(thread, made=made)
    other = other_side(thread, side)
    page = PAGES.get(PartyKind(other.kind))
    other_url = find_url(page, other.slug) if page and other.is_public else ""
    if not may_write(user, thread):
        is_blocked = has_blocked(thread, side)
        return EnquiryPanel(thread, side, other, other_url, is_blocked=is_blocked, made=made)
    ways = _ways(thread, side, other)
    return EnquiryPanel(thread, side, other, other_url, made=made, **ways)


def _ways(thread: Thread, side: Party, other: Party) -> dict:
    """The ways that both kinds of party allow: bands play their own nights and those of others."""
    ways: dict = {}
    if other.kind == PartyKind.BAND and other.is_public:
        today = localdate(timezone=ZoneInfo(other.timezone))
        night = {"night": thread.night.isoformat()} if thread.night and thread.night >= today else {}
        ways["request_url"] = _with(reverse("bookings:request_new", args=[other.slug]), host=side.slug, **night)
        spots = open_spots_between(host=side, act=other, night=thread.night, reader=side)
        ways["invites"] = [Way(_spot(each), _with(_url("spot_invite", each), act=other.slug)) for each in spots]
        if side.kind == PartyKind.VENUE and not spots:
            ways["show_url"] = reverse("bookings:show_new", args=[side.slug])
    if side.kind == PartyKind.BAND and side.is_public and other.is_public:
        spots = open_spots_between(host=other, act=side, night=thread.night, reader=side)
        here = reverse("messaging:thread", args=[thread.pk])
        ways["applies"] = [
            Way(_spot(each), _with(_url("spot_apply", each), act=side.slug, next=here)) for each in spots
        ]
    return ways


def _url(name: str, spot) -> str:
    return reverse(f"bookings:{name}", args=[spot.pk])


def _with(address: str, **query: str) -> str:
    return f"{address}?{urlencode(query)}"


def _spot(spot) -> str:
    """A spot without the show's name, which may not be announced yet."""
    show = spot.show
    words = {
        "role": spot.get_role_display(),
        "day": say_day(show.night),
        "time": say_time(spot.starts_at, show.timezone),
    }
    return _("%(role)s, %(day)s, %(time)s") % words


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
