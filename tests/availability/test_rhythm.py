"""What a week usually looks like, from the evenings behind it."""

import datetime as dt

import pytest

from availability.nights.rhythm import open_evenings, weekly_rhythm
from availability.ranges import DAY, evening
from availability.states import SaidKind

BERLIN = "Europe/Berlin"
MONDAY = dt.date(2028, 3, 27)
"""The day after clocks went forward."""
FREE, MAYBE, BUSY = SaidKind.FREE, SaidKind.MAYBE, SaidKind.BUSY
KNOWN = dt.datetime(2029, 1, 1, tzinfo=dt.UTC)


def told(kind, *, weekday, weeks, start=20, end=22):
    """Blocks of this kind on the evenings of a weekday, so many weeks back."""
    days = [MONDAY - DAY * (7 * back - weekday) for back in range(1, weeks + 1)]
    return [(kind, evening(day, dt.time(start), dt.time(end), BERLIN)) for day in days]


def rhythm(blocks, known_until=KNOWN, timezone=BERLIN):
    return weekly_rhythm(blocks, known_until=known_until, today=MONDAY, timezone=timezone)


def test_rhythm_of_silence_is_none():
    assert rhythm([], known_until=None) is None


def test_known_evenings_of_which_nothing_is_said_are_free():
    assert rhythm([]) == (FREE,) * 7


def test_a_weekday_is_what_most_of_its_evenings_were():
    blocks = [each for weekday in range(4) for each in told("busy", weekday=weekday, weeks=10)]
    assert rhythm([*blocks, *told("maybe", weekday=6, weeks=12)]) == (BUSY, BUSY, BUSY, BUSY, FREE, FREE, MAYBE)


@pytest.mark.parametrize(("weeks", "usual"), [(3, FREE), (4, FREE), (5, MAYBE), (7, MAYBE), (8, BUSY)])
def test_evenings_that_differ_are_if_need_be(weeks, usual):
    assert rhythm(told("busy", weekday=2, weeks=weeks))[2] == usual


def test_what_was_too_rarely_spoken_of_is_if_need_be():
    assert rhythm(told("free", weekday=4, weeks=2), known_until=None) == (MAYBE,) * 7
    assert rhythm(told("free", weekday=4, weeks=3), known_until=None)[4] == FREE


def test_the_strongest_word_of_an_evening_counts():
    both = told("free", weekday=1, weeks=12, start=18, end=0) + told("busy", weekday=1, weeks=12, start=21, end=22)
    assert rhythm(both)[1] == BUSY


def test_gigs_teach_nothing():
    blocks = told("claim", weekday=5, weeks=10) + told("busy", weekday=5, weeks=12)[10:]
    assert rhythm(blocks, known_until=None)[5] == MAYBE
    assert rhythm(told("claim", weekday=5, weeks=9))[5] == FREE


def test_the_mornings_and_other_zones_are_another_thing():
    office = told("busy", weekday=0, weeks=12, start=9, end=17)
    assert rhythm(office)[0] == FREE
    assert rhythm(office, timezone="Asia/Tokyo")[0] == BUSY


def test_open_evenings_leave_out_what_is_told_already():
    usual = (BUSY, BUSY, BUSY, BUSY, FREE, FREE, MAYBE)
    said = [("free", evening(MONDAY, dt.time(23), dt.time(2), BERLIN))]
    found = open_evenings(said, usual, first=MONDAY, last=MONDAY + 6 * DAY, timezone=BERLIN)
    assert {kind: [day.weekday() for day in days] for kind, days in found.items()} == {
        BUSY: [1, 2, 3], FREE: [4, 5], MAYBE: [6],
    }  # fmt: skip
