"""The public calendar of an act or a stage: which version is current, what it shows, and its rendered fragments.

Versions are read first, in one query, then the rest: what is rendered is never older than the version it carries. The
fragments are the same for everybody, so they are kept in the cache by version, until the next announcement. Rendering
is what a page costs: the words of a night are made here, and the template only puts them in their places.
"""

import calendar
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.access import can_see_party
from accounts.models import Party
from accounts.states import PartyKind
from bookings.fragments import kept, key_of
from bookings.queries import PublicNight, public_nights
from bookings.queries.nights import DAY_ROLL
from stageslot.web.dates import say_day, say_full_day, say_month, weekday_names
from stageslot.web.templatetags.web import tape
from stageslot.web.voices import find_voice
from venues.models import Stage, Venue
from venues.queries import night_of

FIRST_MONTH = dt.date(2020, 1, 1)
LAST_MONTH = dt.date(2099, 12, 1)
SATURDAYS = 8
Cell = tuple[str, str, str, str, str]
"""A day for the template: its classes, ISO date, number, name for who cannot see it, and strip."""
KEPT_SECONDS = 24 * 60 * 60


@dataclass(frozen=True)
class PublicCalendar:
    """The calendar of an act or a stage as everybody may see it, and the version of what it shows.

    `today` is the night it is: at the day-roll the calendar changes by itself.
    """

    party: Party
    subject: Party | Stage
    public_id: str
    version: int
    today: dt.date

    @property
    def stage_id(self) -> str | None:
        return str(self.subject.pk) if isinstance(self.subject, Stage) else None

    @property
    def topic(self) -> str:
        return f"c.{self.public_id}"

    def key(self, fragment: str) -> str:
        """Names exactly one rendering of a fragment: it changes whenever what is shown does, but for announcements."""
        return key_of(
            "public", fragment, self.public_id, self.version, self.party.version, self.today, get_language()
        )  # fmt: skip


# Asked on every request, also where the answer is 304: by hand, and each as small as can be, since PostgreSQL plans it
# anew every time. Making these out of expressions would take longer than running them.
PARTY = """
party.id, party.kind, party.name, party.slug, party.calendar_id, party.timezone, party.approval, party.is_listed,
party.shows_pending, party.version
"""
ACT = f"""
SELECT {PARTY}, calendar.public_id, calendar.public_version
  FROM accounts_party party JOIN availability_calendar calendar ON calendar.id = party.calendar_id
 WHERE party.slug = %s
"""
STAGES = f"""
SELECT {PARTY}, calendar.public_id, calendar.public_version, venue.day_starts_at, stage.id, stage.name, calendar.id
  FROM accounts_party party
  JOIN venues_venue venue ON venue.party_id = party.id
  JOIN venues_stage stage ON stage.venue_id = party.id
  JOIN availability_calendar calendar ON calendar.id = stage.calendar_id
 WHERE party.slug = %s
 ORDER BY stage.position, stage.name
"""
PARTY_FIELDS = (
    "id", "kind", "name", "slug", "calendar_id", "timezone", "approval", "is_listed", "shows_pending", "version",
)  # fmt: skip
NEXT_ANNOUNCEMENT = """
SELECT min(announce_at) FROM availability_calendarentry WHERE calendar_id = %s AND announce_at > now()
"""


def find_calendar(user, slug: str, stage_id: str = "") -> PublicCalendar:
    """The public calendar of an act, or of one stage of a venue; the venue's first stage when none is named.

    One query for an act and for a stage that is named, if the party is public. Raises Http404 where the viewer may not
    know of it.
    """
    if not stage_id:
        row = next(iter(_rows(ACT, slug)), None)
        if row is None:
            raise Http404
        party = _party(user, row)
        if party.kind != PartyKind.VENUE:
            return _calendar_of_act(party, row)
    found = [shown for shown in stage_calendars(user, slug) if stage_id in ("", shown.stage_id)]
    if not found:
        raise Http404(_("There is no such stage."))
    return found[0]


def stage_calendars(user, slug: str) -> list[PublicCalendar]:
    """The public calendars of a venue, one for each stage. One query, if it is public. Raises Http404."""
    return [_calendar_of_stage(_party(user, row), row) for row in _rows(STAGES, slug)]


def _party(user, row: tuple) -> Party:
    party = Party(**dict(zip(PARTY_FIELDS, row, strict=False)))
    if not (party.is_public or can_see_party(user, party)):
        raise Http404
    return party


def _calendar_of_act(party: Party, row: tuple) -> PublicCalendar:
    public_id, version = row[len(PARTY_FIELDS) :]
    return PublicCalendar(party, party, str(public_id), version, _tonight(party, DAY_ROLL))


def _calendar_of_stage(party: Party, row: tuple) -> PublicCalendar:
    public_id, version, day_starts_at, stage_id, name, calendar_id = row[len(PARTY_FIELDS) :]
    venue = Venue(party=party, day_starts_at=day_starts_at)
    stage = Stage(pk=stage_id, venue=venue, name=name, calendar_id=calendar_id)
    return PublicCalendar(party, stage, str(public_id), version, _tonight(party, day_starts_at))


def _rows(sql: str, value: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [value])
        return cursor.fetchall()


def _tonight(party: Party, day_starts_at: dt.time) -> dt.date:
    return night_of(timezone.now(), party.timezone, day_starts_at)


def read_month(text: str, today: dt.date) -> dt.date:
    """The first day of the month named by "2027-03", this month for none. Raises Http404 for what is no month."""
    if not text:
        return today.replace(day=1)
    try:
        month = dt.datetime.strptime(text, "%Y-%m").replace(tzinfo=dt.UTC).date()
    except ValueError as error:
        raise Http404(_("There is no such month.")) from error
    if not FIRST_MONTH <= month <= LAST_MONTH:
        raise Http404(_("There is no such month."))
    return month


def render_month(shown: PublicCalendar, month: dt.date) -> SafeString:
    """The fragment `_public_calendar.html` of one month, from the cache if it is there."""
    return _kept(shown, f"month {month:%Y-%m}", lambda: _month(shown, month))


def render_saturdays(shown: PublicCalendar) -> SafeString:
    """The fragment `_public_saturdays.html`, from the cache if it is there."""
    return _kept(shown, "saturdays", lambda: _saturdays(shown))


def _kept(shown: PublicCalendar, fragment: str, render: Callable[[], SafeString]) -> SafeString:
    return kept(shown.key(fragment), render, lambda: _seconds_to_announcement(shown))


def _seconds_to_announcement(shown: PublicCalendar) -> int:
    """How long a fragment stays true by itself: until the next show on the calendar may be named, at most a day."""
    [[announce_at]] = _rows(NEXT_ANNOUNCEMENT, shown.subject.calendar_id)
    if announce_at is None:
        return KEPT_SECONDS
    return min(KEPT_SECONDS, int((announce_at - timezone.now()).total_seconds()))


def _month(shown: PublicCalendar, month: dt.date) -> SafeString:
    weeks = calendar.Calendar().monthdatescalendar(month.year, month.month)
    nights = {night.night: night for night in _nights(shown, weeks[0][0], weeks[-1][-1])}
    context = _frame(shown, "public_calendar", f"?month={month:%Y-%m}") | {
        "title": say_month(month),
        "name": shown.subject.name,
        "weekdays": weekday_names(),
        "weeks": [
            (week[0].isocalendar().week, [_cell(shown, nights.get(day), day, month) for day in week]) for week in weeks
        ],
        "previous": _turn(shown, month, -1),
        "next": _turn(shown, month, 1),
    }
    return render_to_string("bookings/_public_calendar.html", context)


def _saturdays(shown: PublicCalendar) -> SafeString:
    first = shown.today + dt.timedelta(days=(5 - shown.today.weekday()) % 7)
    last = first + dt.timedelta(weeks=SATURDAYS - 1)
    saturdays = [night for night in _nights(shown, first, last) if night.night.weekday() == calendar.SATURDAY]
    cells = [(say_day(night.night), *_cell(shown, night, night.night, night.night)) for night in saturdays]
    context = _frame(shown, "public_saturdays", "") | {"cells": cells}
    return render_to_string("bookings/_public_saturdays.html", context)


def _nights(shown: PublicCalendar, first: dt.date, last: dt.date) -> list[PublicNight]:
    return public_nights(shown.subject, first, last)


def _frame(shown: PublicCalendar, fragment: str, query: str) -> dict[str, object]:
    """What makes a fragment live: its place, its topic, its version and its own address."""
    address = reverse(f"bookings:{fragment}", args=[shown.party.slug])
    return {
        "id": shown.stage_id or shown.party.pk,
        "topic": shown.topic,
        "version": shown.version,
        "address": _with_stage(address + query, shown),
    }


def _turn(shown: PublicCalendar, month: dt.date, step: int) -> dict[str, str] | None:
    """The links to the month before or after: the page for everybody, the fragment for htmx."""
    year, number = divmod(month.year * 12 + month.month - 1 + step, 12)
    other = dt.date(year, number + 1, 1)
    if not FIRST_MONTH <= other <= LAST_MONTH:
        return None
    query = f"?month={other:%Y-%m}"
    return {
        "page": _with_stage(page_address(shown.party) + query, shown),
        "fragment": _with_stage(reverse("bookings:public_calendar", args=[shown.party.slug]) + query, shown),
        "label": say_month(other),
    }


def page_address(party: Party) -> str:
    """The public page of a party; it lies in the app above, so it is known by name only."""
    return reverse("discovery:venue" if party.kind == PartyKind.VENUE else "discovery:act", args=[party.slug])


def _with_stage(address: str, shown: PublicCalendar) -> str:
    if shown.stage_id is None:
        return address
    return f"{address}{'&' if '?' in address else '?'}stage={shown.stage_id}"


def _cell(shown: PublicCalendar, night: PublicNight | None, day: dt.date, month: dt.date) -> Cell:
    """One day, in words. Of days gone by only what was booked is told."""
    is_in = (day.year, day.month) == (month.year, month.month)
    is_told = night is not None and is_in and (day >= shown.today or night.status == "booked")
    classes = [name for name, is_so in (("today", day == shown.today), ("out", not is_in)) if is_so]
    words = _name(night, day) if is_told else say_full_day(day)
    return " ".join(classes), day.isoformat(), str(day.day), words, _strip(night) if is_told else ""


def _name(night: PublicNight, day: dt.date) -> str:
    """The whole truth of a night for who cannot see the strip: "Saturday 6 March 2027: Booked, Northern Static"."""
    words = [str(find_voice(night.status).word), *(show.title for show in night.shows if show.title)]
    return f"{say_full_day(day)}: {', '.join(words)}"


def _strip(night: PublicNight) -> SafeString:
    """The tape of a night; one that stands for a single show leads to it. Nights without shows all look alike."""
    if len(night.shows) != 1:
        return _plain_strip(night.status, get_language())
    [show] = night.shows
    return tape(night.status, sub=show.title, href=reverse("bookings:show", args=[show.id]))


@lru_cache(maxsize=64)
def _plain_strip(status: str, _language: str) -> SafeString:
    return tape(status, is_decoration=True)
