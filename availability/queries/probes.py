"""Which of very many calendars have nothing on them: by day masks first, by blocks where masks are too coarse."""

import datetime as dt
from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q
from django.utils.timezone import now

from availability.models import TimeBlock
from availability.queries.states import combined_states
from availability.ranges import DAY, Period, at_wall_clock
from availability.states import BlockKind, MemberState
from web.prepared import Parameter, ParameterList, PreparedQuery

NOT_TO_BE_HAD: PreparedQuery[Any] = PreparedQuery(
    lambda: (
        TimeBlock.objects.taken()
        .filter(
            Q(kind=BlockKind.CLAIM, calendar__in=ParameterList("calendars", "bigint"))
            & (Q(expires_at=None) | Q(expires_at__gt=Parameter("at")))
            | Q(kind=BlockKind.BUSY, calendar__in=ParameterList("closable", "bigint"))
        )
        .filter(period__overlap=Parameter("stretch"))
        .values_list("period")
    )
)
HALF_HOUR = dt.timedelta(minutes=30)
FURTHEST_ALTERNATIVE = 56  # days: eight weeks either way

# A bit within the period means taken; one that only its edges reach may have been rounded up to it.
PROBE = """
SELECT calendar_id, bool_or(mask & inner_bits <> 0)
  FROM unnest(%(days)s::date[], %(inner)s::bigint[], %(outer)s::bigint[]) AS asked(day, inner_bits, outer_bits)
  JOIN availability_daymask USING (day)
 WHERE mask & outer_bits <> 0 AND (%(calendars)s::bigint[] IS NULL OR calendar_id = ANY(%(calendars)s::bigint[]))
 GROUP BY calendar_id
"""


def free_calendars(*, calendar_ids: Collection[int] | None, period: Period) -> set[int]:
    """Those calendars on which nothing is taken in the period, nor on any that they draw on. None asks for all.

    Unknown time is not taken: ask `combined_states` about the few that are shown. Two statements at most, and about
    2 ms for 10,000 bands.
    """
    taken, unsure = _probe(calendar_ids, period)
    unsure_pairs = [(calendar_id, period) for calendar_id in unsure]
    taken |= {pair[0] for pair, state in combined_states(unsure_pairs).items() if state is MemberState.BUSY}
    return _asked(calendar_ids) - taken


def _asked(calendar_ids: Collection[int] | None) -> set[int]:
    if calendar_ids is not None:
        return set(calendar_ids)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM availability_calendar")
        return {pk for (pk,) in cursor.fetchall()}


def _probe(calendar_ids: Collection[int] | None, period: Period) -> tuple[set[int], set[int]]:
    """The calendars taken for sure, and those of which only rounded half hours say so."""
    bits = list(half_hour_bits(period))
    values: dict[str, Any] = {
        "days": [day for day, _inner, _outer in bits],
        "inner": [inner for _day, inner, _outer in bits],
        "outer": [outer for _day, _inner, outer in bits],
        "calendars": None if calendar_ids is None else list(calendar_ids),
    }
    taken: set[int] = set()
    unsure: set[int] = set()
    with connection.cursor() as cursor:
        cursor.execute(PROBE, values)
        for calendar_id, is_sure in cursor.fetchall():
            (taken if is_sure else unsure).add(calendar_id)
    return taken, unsure


def half_hour_bits(period: Period) -> Iterator[tuple[dt.date, int, int]]:
    """Each UTC day of a period with two masks: its half hours wholly within, and all that it touches."""
    start, end = period.starts_at.astimezone(dt.UTC), period.ends_at.astimezone(dt.UTC)
    day = start.date()
    while (midnight := dt.datetime.combine(day, dt.time(), dt.UTC)) < end:
        first, last = max(start - midnight, dt.timedelta()), min(end - midnight, DAY)
        inner = _bits(-(-first // HALF_HOUR), last // HALF_HOUR)
        yield day, inner, _bits(first // HALF_HOUR, -(-last // HALF_HOUR))
        day += DAY


def _bits(first: int, last: int) -> int:
    return (1 << last) - (1 << first) if first < last else 0


def alternatives(
    *, calendar_ids: Collection[int], period: Period, timezone: str, limit: int = 3, closable: Collection[int] = ()
) -> list[Period]:
    """The nearest other nights at the same local time, as long, on which none of these calendars is promised, and
    those of stages, which are `closable`, are not busy either. When people are busy is not told by this.

    Only in the future, at most eight weeks either way, nearest first and of two as near the later; one statement.
    """
    around = dt.timedelta(days=FURTHEST_ALTERNATIVE + 1)
    stretch = DateTimeTZRange(period.starts_at - around, period.ends_at + around)
    stored = NOT_TO_BE_HAD.rows(
        calendars=list(calendar_ids), closable=list(closable), stretch=stretch, at=now()
    )  # fmt: skip
    taken = [Period.of(each) for (each,) in stored]
    ahead = (night for night in _other_nights(period, timezone) if night.starts_at > now())
    free = (night for night in ahead if not any(night.overlaps(other) for other in taken))
    return list(islice(free, limit))


def _other_nights(period: Period, timezone: str) -> Iterator[Period]:
    local = period.starts_at.astimezone(ZoneInfo(timezone))
    for distance in range(1, FURTHEST_ALTERNATIVE + 1):
        for days in (distance, -distance):
            starts_at = at_wall_clock(local.date() + DAY * days, local.time(), timezone)
            yield Period(starts_at, starts_at + period.length)
