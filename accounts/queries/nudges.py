"""Whose calendar has aged, and the weekly rhythm that is offered to them as an answer."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from zoneinfo import ZoneInfo

from accounts.models import User
from availability.models import TimeBlock
from availability.nights.rhythm import EVENING_FROM, EVENING_TO, WEEKS, Rhythm, Told, weekly_rhythm
from availability.ranges import DAY, Period, evening
from availability.states import SaidKind
from web.dates import weekday_names


@dataclass(frozen=True)
class UsualDays:
    """Weekdays in a row of which somebody usually says the same: "Mon - Thu", busy."""

    days: str
    kind: SaidKind


def rhythm_of(user: User, at: dt.datetime) -> Rhythm | None:
    """What the user's week usually looks like; None where they never said anything. One query."""
    today = at.astimezone(ZoneInfo(user.timezone)).date()
    first = evening(today - DAY * 7 * WEEKS, EVENING_FROM, EVENING_TO, user.timezone)
    told = told_between(user, first.starts_at, at)
    return weekly_rhythm(told, known_until=user.calendar.known_until, today=today, timezone=user.timezone)


def told_between(user: User, starts_at: dt.datetime, ends_at: dt.datetime) -> list[Told]:
    """The kinds and periods of the user's own blocks then, promises among them. One query."""
    blocks = TimeBlock.objects.standing().filter(calendar=user.calendar_id).overlapping(starts_at, ends_at)
    return [(kind, Period.of(period)) for kind, period in blocks.values_list("kind", "period")]


def in_words(rhythm: Sequence[SaidKind]) -> list[UsualDays]:
    """The rhythm with equal neighbours as one, Monday first, in the active language."""
    names = [short for short, _full in weekday_names()]
    found = []
    for kind, group in groupby(enumerate(rhythm), key=lambda pair: pair[1]):
        places = [place for place, _kind in group]
        first, last = names[places[0]], names[places[-1]]
        found.append(UsualDays(first if first == last else f"{first} – {last}", SaidKind(kind)))
    return found
