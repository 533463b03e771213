"""Spans of months, which statistics and their table are of."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext_lazy

from accounts.models import Party
from studio.queries.statistics import (
    sessions_within,
)
from studio.states import Side
from web.dates import next_month

YEAR, TWELVE, ALL = "year", "12", "all"
PERIODS = {
    YEAR: gettext_lazy("This year"),
    TWELVE: gettext_lazy("Last 12 months"),
    ALL: gettext_lazy("All"),
}


@dataclass(frozen=True)
class Span:
    """`name` is one of `PERIODS`; from the day `since` to before `until`, by the clock of the party. None: without an
    end."""

    name: str
    since: dt.date | None
    until: dt.date | None


def named_span(party: Party, text: str, at: dt.datetime | None = None) -> Span:
    """The period that an address names; the last twelve months, with the present one, where it names none."""
    today = (at or now()).astimezone(ZoneInfo(party.timezone)).date()
    if text == ALL:
        return Span(ALL, None, None)
    if text == YEAR:
        return Span(YEAR, dt.date(today.year, 1, 1), dt.date(today.year + 1, 1, 1))
    following = next_month(today.replace(day=1))
    return Span(TWELVE, following.replace(year=following.year - 1), following)


def sessions_in(party: Party, side: Side, period: Span) -> QuerySet:
    """The sessions of a period that a party gives or has booked, as `sessions_within` returns them."""
    zone = ZoneInfo(party.timezone)
    ends = [dt.datetime.combine(day, dt.time(), zone) if day else None for day in (period.since, period.until)]
    return sessions_within(party, side, *ends)
