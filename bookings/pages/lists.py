"""My shows: everything one's parties host, play or wait for, in lines."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.states import PartyKind
from bookings.models import Show
from bookings.queries import bookings_of, pending_counts, shows_of
from bookings.queries.lists import drafts_of, only_asked
from bookings.states import LIVE, PROMISED, BookingState, ShowState
from bookings.words.next_steps import turn_words
from bookings.words.places import booking_title, role_words
from web.dates import say_day, say_time
from web.texts import isolated_names, isolated_words

SCOPES = {
    "upcoming": gettext_lazy("Coming up"),
    "pending": gettext_lazy("Pending"),
    "past": gettext_lazy("Past"),
    "off": gettext_lazy("Declined or cancelled"),
}
OFF = [BookingState.DECLINED, BookingState.WITHDRAWN, BookingState.EXPIRED, BookingState.CANCELLED]
NEWEST_FIRST = {"past", "off"}
STATES = {
    "upcoming": [BookingState.CONFIRMED],
    "pending": [BookingState.PENDING],
    "past": sorted(PROMISED),
    "off": OFF,
}
SHOWN = 200


@dataclass(frozen=True)
class Line:
    """One show or booking in the list; `status` is the state whose voice says it."""

    starts_at: dt.datetime
    day: str
    time: str
    title: str
    text: str
    status: str
    word: str
    href: str


def my_shows(user: User, scope: str) -> list[Line]:
    """The lines of one of `SCOPES`; what has passed newest first. At most three queries, whatever their number."""
    at = timezone.now()
    lines = [*_hosted(user, scope, at), *_played(user, scope, at), *_drafted(user, scope, at)]
    return sorted(lines, key=lambda line: line.starts_at, reverse=scope in NEWEST_FIRST)[:SHOWN]


def _hosted(user: User, scope: str, at: dt.datetime) -> Iterable[Line]:
    """Shows one's venues and bands host. What a client asked for is told by its booking instead."""
    if scope == "pending":
        return
    shows = shows_of(user).exclude(owner__kind=PartyKind.PERSON)
    if scope == "off":
        shows = shows.filter(state=ShowState.CANCELLED).order_by("-starts_at", "id")
    else:
        shows = shows.exclude(state=ShowState.CANCELLED)
        past = shows.filter(out_at__lte=at).order_by("-starts_at", "id")
        shows = past if scope == "past" else shows.filter(out_at__gt=at)
    found = list(shows[:SHOWN])
    waiting = pending_counts(found)
    for show in found:
        place = _place(show)
        text = isolated_names(filter(None, [place if show.title else "", _waiting(waiting.get(show.pk, 0))]))
        title = show.title or _("Show at %(place)s") % isolated_words({"place": place})
        yield _line(show, title, text, show.state, show.get_state_display(), reverse("bookings:show", args=[show.pk]))


def _played(user: User, scope: str, at: dt.datetime) -> Iterable[Line]:
    asked = only_asked(user).filter(booking=OuterRef("pk"))
    wanted = Q(state__in=STATES[scope]) & ~Q(Exists(asked))
    if scope == "pending":  # whoever is only asked has a question to answer, whatever has been promised without them
        wanted |= Q(Exists(asked), state__in=sorted(LIVE))
    bookings = bookings_of(user).filter(wanted).annotate(is_asked=Exists(asked))
    if scope in NEWEST_FIRST:
        bookings = bookings.order_by("-spot__starts_at", "id")
    if scope == "past":
        bookings = bookings.filter(spot__show__out_at__lte=at)
    elif scope != "off":
        bookings = bookings.filter(spot__show__out_at__gt=at)
    for booking in bookings[:SHOWN]:
        show, is_asked = booking.spot.show, booking.is_asked
        title = booking_title(booking)
        next_step = _("Can you play?") if is_asked else turn_words(booking)
        text = isolated_names(filter(None, [show.title, role_words(booking.spot), next_step]))
        href = reverse("bookings:booking", args=[booking.pk])
        status, word = ("pending", _("Asked")) if is_asked else (booking.state, booking.get_state_display())
        yield _line(show, title, text, status, word, href)


def _drafted(user: User, scope: str, at: dt.datetime) -> Iterable[Line]:
    """Applications that were kept until their act is approved: they are still to be sent."""
    for draft in (
        drafts_of(user).filter(spot__show__starts_at__gt=at, spot__show__state=ShowState.OPEN)
        if scope == "pending"
        else ()
    ):
        show = draft.spot.show
        title = _("%(act)s at %(place)s") % isolated_words({"act": draft.act.name, "place": _place(show)})
        href = f"{reverse('bookings:spot_apply', args=[draft.spot_id])}?act={draft.act.slug}"
        yield _line(show, title, _("Drafts"), "draft", _("Draft"), href)


def _line(show: Show, title: str, text: str, status: str, word, href: str) -> Line:
    at = say_time(show.starts_at, show.timezone)
    return Line(show.starts_at, say_day(show.night), at, title, text, status, str(word), href)


def _place(show: Show) -> str:
    if show.stage:
        return show.stage.venue.party.name
    return show.place or show.owner.name


def _waiting(count: int) -> str:
    return ngettext("%(count)d application", "%(count)d applications", count) % {"count": count} if count else ""
