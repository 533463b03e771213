"""The availability strip: what can be booked of a professional in the next days, in words."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import Party
from availability.ranges import DAY, at_wall_clock
from studio.models import Professional, Room
from studio.queries.services import say_minutes, say_price
from studio.queries.slots import LONGEST_LOOK, Opening, Slot, openings, slots
from web.dates import say_place_of, say_time

DAYS = 7
SHOWN_LATER = 3
"""Where nothing is free in the next days, the next days that are."""
WEEK_AHEAD = 14 * DAY


@dataclass(frozen=True)
class StripLine:
    """One strip: when ("10:00 – 18:00"), what, for how long at least, at which price, how it is booked, and where."""

    hours: str
    service: str
    length: str
    price: str
    mode: str
    path: str


@dataclass(frozen=True)
class StripDay:
    """A day on the clocks of the professional, with all that is free on it."""

    day: dt.date
    lines: list[StripLine]


@dataclass(frozen=True)
class Strip:
    """The next days, or the next on which something is free. `place`: the town whose clock they are on. `topics` and
    `versions`: what open pages listen to."""

    days: list[StripDay]
    place: str
    is_later: bool
    topics: str
    versions: str

    @property
    def is_empty(self) -> bool:
        return not any(day.lines for day in self.days)


def professional_strip(
    professional: Professional, *, at: dt.datetime | None = None, project: UUID | None = None
) -> Strip:
    """What is free from today on, to be booked for a project if one is named. Seven queries, five more where nothing
    is free for two weeks."""
    at, zone = at or now(), professional.party.timezone
    today = at.astimezone(ZoneInfo(zone)).date()
    since = at_wall_clock(today, dt.time(), zone)
    found = _by_day(slots(professional, since=since, until=since + WEEK_AHEAD, at=at), zone)
    near = [day for day in (today + n * DAY for n in range(DAYS)) if day in found]
    if not found:
        found = _by_day(slots(professional, since=since + WEEK_AHEAD, until=since + LONGEST_LOOK, at=at), zone)
    days = [today + n * DAY for n in range(DAYS)] if near else sorted(found)[:SHOWN_LATER]
    calendars = [professional.party.calendar, *_rooms(professional)]
    return Strip(
        days=[StripDay(day, _lines(found.get(day, ()), professional.party, project)) for day in days],
        place=say_place_of(zone),
        is_later=not near and bool(days),
        topics=" ".join(f"c.{calendar.public_id}" for calendar in calendars),
        versions=" ".join(str(calendar.public_version) for calendar in calendars),
    )


def _rooms(professional: Professional):
    return [
        room.calendar for room in Room.objects.in_use().filter(professional=professional).select_related("calendar")
    ]


def _by_day(found: list[Slot], zone: str) -> dict[dt.date, list[Slot]]:
    days: dict[dt.date, list[Slot]] = {}
    for slot in found:
        days.setdefault(slot.starts_at.astimezone(ZoneInfo(zone)).date(), []).append(slot)
    return days


def _lines(found: Iterable[Slot], party: Party, project: UUID | None) -> list[StripLine]:
    return [_line(opening, party, project) for opening in openings(found)]


def _line(opening: Opening, party: Party, project: UUID | None) -> StripLine:
    slot, zone = opening.first, party.timezone
    day = slot.starts_at.astimezone(ZoneInfo(zone)).date()
    hours = (
        f"{say_time(slot.starts_at, zone, viewer_zone=zone)} – {say_time(opening.last.ends_at, zone, viewer_zone=zone)}"
    )
    known = urlencode({"day": day.isoformat()} | ({"project": str(project)} if project else {}))
    return StripLine(
        hours=hours,
        service=slot.service.name,
        length=_("from %(length)s") % {"length": say_minutes(slot.minutes)},
        price=say_price(slot.service),
        mode=str(slot.mode.label),
        path=f"{reverse('studio:book_time', args=[party.slug, slot.service.pk])}?{known}",
    )
