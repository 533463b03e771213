"""The Green Zone beside the barest SQL that could answer it, and beside the library `portion`."""

import datetime as dt

import portion
from django.db import connection

from availability.models import TimeBlock
from availability.queries.manager import AvailabilityManager, Terms
from availability.ranges import Period
from availability.states import BlockKind
from bench import worlds
from bench.timing import in_turn, milliseconds, ratio, say

PARTS_PLAYED = ("drums", "bass", "guitar", "keys", "voice")
PARTS = frozenset({"drums", "voice"})

BARE = """
SELECT lower(span), upper(span)
  FROM (SELECT range_agg(period) AS spans FROM availability_timeblock
         WHERE calendar_id = ANY(%s::bigint[]) AND kind <> 'free' AND lower(period) >= %s AND lower(period) < %s) taken,
       unnest(tstzmultirange(tstzrange(%s, %s)) - spans) AS span
 ORDER BY 1
"""


def bare(calendar_ids: list[int], period: Period) -> list[Period]:
    """One union, one subtraction: no unknown time, no claims that expire, no check that the members exist."""
    starts_at, ends_at = period.starts_at, period.ends_at
    with connection.cursor() as cursor:
        cursor.execute(BARE, [calendar_ids, starts_at - dt.timedelta(days=7), ends_at, starts_at, ends_at])
        return [Period(*row) for row in cursor.fetchall()]


def by_portion(calendar_ids: list[int], period: Period) -> list[Period]:
    """The same in Python: fetch, unite and subtract with the `portion` library."""
    rows = TimeBlock.objects.filter(
        calendar__in=calendar_ids, period__overlap=(period.starts_at, period.ends_at)
    ).exclude(kind=BlockKind.FREE)
    taken = portion.Interval(
        *(portion.closedopen(each.lower, each.upper) for each in rows.values_list("period", flat=True))
    )
    free = portion.closedopen(period.starts_at, period.ends_at) - taken
    return [Period(each.lower, each.upper) for each in free]


def run() -> None:
    for members, days, blocks, targets in ((5, 90, 800, ("<= 1.5", "")), (30, 365, 19_500, ("<= 1.25", ">= 14"))):
        calendar_ids = worlds.calendars(members, known_days=days + 30)
        worlds.fill(calendar_ids, days=days, blocks=blocks)
        measure(calendar_ids, worlds.span(days), f"{members} members x {days} days", *targets)
        worlds.empty()


def measure(calendar_ids: list[int], period: Period, what: str, beside_bare: str, beside_portion: str) -> None:
    def ours() -> list[Period]:
        return AvailabilityManager.green_ranges(calendar_ids=calendar_ids, period=period)

    assert ours() == bare(calendar_ids, period) == by_portion(calendar_ids, period)
    first = period.starts_at.date()

    def nights(**terms) -> list:
        return AvailabilityManager.nights(
            members=calendar_ids, own_calendar_id=0, first=first, last=period.ends_at.date(), timezone="Europe/Berlin",
            evening_from=dt.time(19), evening_to=dt.time(0), terms=Terms(**terms),
        )  # fmt: skip

    def explained() -> list:
        return nights(quorum=len(calendar_ids) - 1, minimum=dt.timedelta(hours=2), essential=PARTS, plays=plays)

    plays = {calendar_id: frozenset({PARTS_PLAYED[place % 5]}) for place, calendar_id in enumerate(calendar_ids)}
    taken = in_turn(
        {"ours": ours, "bare": lambda: bare(calendar_ids, period), "nights": nights, "explained": explained}, rounds=41
    )
    beside = in_turn({"portion": lambda: by_portion(calendar_ids, period), "ours": ours}, rounds=7)
    say(f"{what}: green ranges", milliseconds(taken["ours"]))
    say(f"{what}: bare one-union SQL", milliseconds(taken["bare"]))
    say(f"{what}: ours / bare", f"{ratio(taken['ours'], taken['bare']):.2f}", beside_bare)
    say(f"{what}: portion / ours", f"{ratio(beside['portion'], beside['ours']):.1f}", beside_portion)
    say(f"{what}: every night with who is missing", milliseconds(taken["nights"]))
    say(f"{what}: the same / bare", f"{ratio(taken['nights'], taken['bare']):.2f}")
    say(f"{what}: with quorum, essentials and two hours", milliseconds(taken["explained"]))
