"""Rendered calendars: live for our own pages, plain for frames in others, kept in the cache by version.

Rendering is what a page costs: the words of a night are made in `nights`, and the templates only put them in place.
"""

import calendar
import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from django.db import connection
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from accounts.models import Party
from accounts.states import PartyKind
from bookings.calendars.asked import Asked, View
from bookings.calendars.nights import ToldNight, draw_day, draw_saturday, row_of, told_nights
from bookings.calendars.subjects import PublicCalendar
from web.addresses import address_of
from web.dates import weekday_names
from web.fragments import draw_once, kept

Read = Callable[[PublicCalendar, dt.date, dt.date], list[ToldNight]]
"""Where nights come from: `told_nights`, or what was read already."""
SATURDAYS = 8
NIGHTS_AT_ONCE = 150
KEPT_SECONDS = 24 * 60 * 60
NEXT_ANNOUNCEMENT = """
SELECT min(announce_at) FROM availability_calendarentry
 WHERE calendar_id = ANY(%s::bigint[]) AND announce_at > now()
"""


def render_calendar(shown: PublicCalendar, asked: Asked) -> SafeString:
    """The live fragment `_public_calendar.html` of what was asked for, from the cache if it is there."""
    return kept_fragment(shown, f"calendar {asked.query}", lambda: _calendar(shown, asked, told_nights))


def render_framed(shown: PublicCalendar, asked: Asked) -> SafeString:
    """The nights alone, for a frame that brings its own heading and ways, from the cache if they are there."""
    return kept_fragment(shown, f"nights {asked.query}", lambda: _nights(shown, asked, told_nights))


def render_saturdays(shown: PublicCalendar) -> SafeString:
    """The live fragment `_public_saturdays.html`, from the cache if it is there."""
    return kept_fragment(shown, "saturdays", lambda: _saturdays(shown, told_nights))


def render_with_saturdays(shown: PublicCalendar, asked: Asked) -> tuple[SafeString, SafeString]:
    """The next Saturdays and the calendar for one page, out of one reading of their nights, for whoever keeps the page
    itself. No Saturdays for who has leafed far away from them."""
    first, last = _span(asked)
    saturdays = _next_saturdays(shown)
    first, last = min(first, saturdays[0]), max(last, saturdays[-1])
    if (last - first).days >= NIGHTS_AT_ONCE:
        return SafeString(""), _calendar(shown, asked, told_nights)
    by_night = {told.night: told for told in told_nights(shown, first, last)}

    def read(_shown: PublicCalendar, since: dt.date, until: dt.date) -> list[ToldNight]:
        return [by_night[since + dt.timedelta(days=days)] for days in range((until - since).days + 1)]

    return _saturdays(shown, read), _calendar(shown, asked, read)


def kept_fragment(shown: PublicCalendar, fragment: str, render: Callable[[], SafeString]) -> SafeString:
    """What `render` makes of this calendar, kept until it changes or the next show on it may be named."""
    return kept(shown.key(fragment), render, lambda: _seconds_to_announcement(shown))


def _seconds_to_announcement(shown: PublicCalendar) -> int:
    """How long a fragment stays true by itself: until the next show on the calendar may be named, at most a day."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT_ANNOUNCEMENT, [[each.calendar_id for each in shown.shown]])
        [[announce_at]] = cursor.fetchall()
    if announce_at is None:
        return KEPT_SECONDS
    return min(KEPT_SECONDS, int((announce_at - timezone.now()).total_seconds()))


def _calendar(shown: PublicCalendar, asked: Asked, read: Read) -> SafeString:
    address = address_of("bookings:public_calendar", shown.party.slug)
    ways = Ways(page_address(shown.party), address, str(shown.subject.pk), shown.subject.name, shown.stage_id)
    context = _frame(shown, f"{address}?{ways.query(asked)}") | {
        "title": asked.title,
        "name": shown.subject.name,
        "head": _head(ways, asked, shown.today),
        "nights": _nights(shown, asked, read),
    }
    return render_to_string("bookings/_public_calendar.html", context)


class Ways(NamedTuple):
    """Where the other nights of a calendar are: in the page, and as a fragment."""

    page: str
    fragment: str
    id: str
    name: str
    stage_id: str | None

    def query(self, asked: Asked) -> str:
        return f"{asked.query}&stage={self.stage_id}" if self.stage_id else asked.query

    def turned(self, asked: Asked, step: int) -> tuple[str, str] | None:
        """Query and name of the nights before or after."""
        other = asked.turned(step)
        return None if other is None else (self.query(other), other.title)


def _head(ways: Ways, asked: Asked, today: dt.date) -> SafeString:
    """What night it is about, and the ways to others."""

    def told() -> dict[str, object]:
        return ways._asdict() | {
            "title": asked.title,
            "views": [(view.label, ways.query(asked.seen_as(view, today)), view == asked.view) for view in View],
            "previous": ways.turned(asked, -1),
            "next": ways.turned(asked, 1),
        }

    return draw_once("bookings/_public_calendar_head.html", (ways, asked, today), told)


def _nights(shown: PublicCalendar, asked: Asked, read: Read) -> SafeString:
    if asked.view in (View.MONTH, View.WEEKS):
        return _weeks(shown, asked, read)
    rows = [row_of(shown, told) for told in read(shown, asked.first, asked.last)]
    context = {"rows": rows, "title": asked.title, "name": shown.subject.name}
    return render_to_string(f"bookings/_public_{asked.view}.html", context)


def _span(asked: Asked) -> tuple[dt.date, dt.date]:
    """All nights that are shown: a month has the rest of its weeks."""
    if asked.view != View.MONTH:
        return asked.first, asked.last
    weeks = calendar.Calendar().monthdatescalendar(asked.first.year, asked.first.month)
    return weeks[0][0], weeks[-1][-1]


def _weeks(shown: PublicCalendar, asked: Asked, read: Read) -> SafeString:
    """Whole weeks, one below the other; a month shows the nights of others paler."""
    nights = read(shown, *_span(asked))
    language = get_language() or ""

    def row(week: list[ToldNight]) -> SafeString:
        drawn = (draw_day(shown, told, language, is_in=asked.first <= told.night <= asked.last) for told in week)
        return SafeString("".join(drawn))

    weeks = [nights[monday : monday + 7] for monday in range(0, len(nights), 7)]
    rows = [(week[0].night.isocalendar().week, row(week)) for week in weeks]
    context = {"title": asked.title, "weekdays": weekday_names(), "weeks": rows}
    return render_to_string("bookings/_public_month.html", context)


def _next_saturdays(shown: PublicCalendar) -> list[dt.date]:
    first = shown.today + dt.timedelta(days=(calendar.SATURDAY - shown.today.weekday()) % 7)
    return [first + dt.timedelta(weeks=weeks) for weeks in range(SATURDAYS)]


def _saturdays(shown: PublicCalendar, read: Read) -> SafeString:
    days, language = _next_saturdays(shown), get_language() or ""
    address = address_of("bookings:public_saturdays", shown.party.slug)
    stage = f"?stage={shown.stage_id}" if shown.stage_id else ""
    nights = [draw_saturday(shown, told, language) for told in read(shown, days[0], days[-1])[::7]]
    context = _frame(shown, address + stage) | {"nights": SafeString("".join(nights))}
    return render_to_string("bookings/_public_saturdays.html", context)


def _frame(shown: PublicCalendar, address: str) -> dict[str, object]:
    """What makes a fragment live: its place, its topics with their versions, and its own address."""
    return {
        "id": shown.subject.pk, "topics": shown.topics, "versions": shown.versions, "address": address,
    }  # fmt: skip


def page_address(party: Party) -> str:
    """The public page of a party; it lies in the app above, so it is known by name only."""
    return address_of("discovery:venue" if party.kind == PartyKind.VENUE else "discovery:act", party.slug)
