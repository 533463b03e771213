"""Random time for property tests: around changes of clocks, in zones that change them by an hour, by half of one, or
not at all, and whose offset is no whole hour."""

import datetime as dt

from hypothesis import strategies as st

from availability.models import Calendar, TimeBlock
from tests.availability.oracle import SaidTime

ZONES_AND_DAYS = [
    ("Europe/Berlin", dt.date(2028, 3, 24)),
    ("Europe/Berlin", dt.date(2028, 10, 27)),
    ("America/New_York", dt.date(2028, 3, 10)),
    ("America/New_York", dt.date(2028, 11, 3)),
    ("Australia/Lord_Howe", dt.date(2028, 9, 29)),
    ("Australia/Lord_Howe", dt.date(2028, 3, 31)),
    ("Asia/Kathmandu", dt.date(2028, 3, 24)),
    ("Africa/Casablanca", dt.date(2028, 1, 21)),
    ("America/Santiago", dt.date(2028, 9, 1)),
]
"""A zone, and a day just before its clocks change."""

QUARTER = dt.timedelta(minutes=15)
DAYS = 6
WEEK = 7 * 96

wall_times = st.builds(dt.time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))


@st.composite
def said_times(draw, start: dt.datetime, kinds=("free", "maybe", "busy", "claim")) -> SaidTime:
    """One calendar's time in the days after `start`, on quarters of an hour; claims do not overlap each other."""
    quarters = DAYS * 96
    known = draw(st.one_of(st.just(quarters + 8), st.just(quarters + 8), st.integers(-8, quarters + 8), st.none()))
    said = SaidTime(known_until=None if known is None else start + known * QUARTER)
    last_claim = 0
    for _count in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(kinds))
        first = draw(st.integers(-WEEK, quarters))
        if kind == "claim":
            first = max(first, last_claim)
        length = draw(st.one_of(st.integers(1, 40), st.integers(1, 40), st.integers(WEEK - 8, WEEK)))
        if kind == "claim":
            last_claim = first + length
        said.stretches.append((start + first * QUARTER, start + (first + length) * QUARTER, kind))
    return said


def store(said: SaidTime, occasion) -> Calendar:
    calendar = Calendar.objects.create(known_until=said.known_until)
    TimeBlock.objects.bulk_create(
        TimeBlock(calendar=calendar, period=(start, end), kind=kind, occasion=occasion if kind == "claim" else None)
        for start, end, kind in said.stretches
    )
    return calendar
