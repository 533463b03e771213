"""The ways to repeat that a form offers, read from rules and written as rules."""

import datetime as dt
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accounts.rules.repeats import Ends, Way, read_repeat, say_repeat
from availability.rules.recurrence import Recurrence

BERLIN = "Europe/Berlin"
FRIDAY_EVENING = dt.datetime(2028, 3, 10, 19, tzinfo=ZoneInfo(BERLIN))
LAST = dt.date(2035, 1, 1)


def moments(rrule: str) -> list[dt.datetime]:
    return list(islice(Recurrence.parse(rrule).moments(FRIDAY_EVENING, LAST), 60))


@pytest.mark.parametrize(
    ("rrule", "way"),
    [
        ("FREQ=DAILY;INTERVAL=3;COUNT=7", Way.DAILY),
        ("FREQ=WEEKLY", Way.WEEKLY),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", Way.WEEKLY),
        ("FREQ=WEEKLY;WKST=SU;BYDAY=MO,FR", Way.WEEKLY),
        ("FREQ=WEEKLY;UNTIL=20280414T170000Z", Way.WEEKLY),
        ("FREQ=WEEKLY;UNTIL=20280414T165959Z", Way.WEEKLY),
        ("FREQ=WEEKLY;UNTIL=20280414", Way.WEEKLY),
        ("FREQ=MONTHLY;BYDAY=-1SA", Way.MONTHLY_WEEKDAY),
        ("FREQ=MONTHLY;BYDAY=5FR", Way.MONTHLY_WEEKDAY),
        ("FREQ=MONTHLY", Way.MONTHLY_DAY),
        ("FREQ=MONTHLY;BYMONTHDAY=-1;INTERVAL=2", Way.MONTHLY_DAY),
        ("FREQ=YEARLY;COUNT=3", Way.YEARLY),
    ],
)
def test_simple_rule_written_again_happens_at_the_same_times(rrule, way):
    repeat = read_repeat(rrule, FRIDAY_EVENING)
    assert repeat.way == way
    assert moments(repeat.written(BERLIN)) == moments(rrule)


@pytest.mark.parametrize(
    "rrule",
    [
        "FREQ=DAILY;BYDAY=SA,SU",
        "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,MO",
        "FREQ=WEEKLY;BYHOUR=9,17",
        "FREQ=MONTHLY;BYDAY=FR",
        "FREQ=MONTHLY;BYDAY=-2FR",
        "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
        "FREQ=MONTHLY;BYMONTHDAY=-2",
        "FREQ=MONTHLY;BYDAY=FR,SA;BYSETPOS=-1",
        "FREQ=YEARLY;BYMONTH=3",
        "FREQ=YEARLY;BYWEEKNO=20",
    ],
)
def test_what_no_choice_can_say_stays_the_text_it_is(rrule):
    repeat = read_repeat(rrule, FRIDAY_EVENING)
    assert (repeat.way, repeat.written(BERLIN)) == (Way.CUSTOM, rrule)


def test_last_day_is_the_last_on_which_it_happens():
    early = read_repeat("FREQ=WEEKLY;UNTIL=20280414T120000", FRIDAY_EVENING)
    late = read_repeat("FREQ=WEEKLY;UNTIL=20280414T190000", FRIDAY_EVENING)
    assert (early.until, late.until) == (dt.date(2028, 4, 13), dt.date(2028, 4, 14))
    assert late.ends == Ends.UNTIL


def test_days_move_with_the_day_that_is_moved():
    before, after = dt.date(2028, 3, 10), dt.date(2028, 3, 25)
    weekly = read_repeat("FREQ=WEEKLY;BYDAY=MO,FR", FRIDAY_EVENING).moved(before, after)
    last = read_repeat("FREQ=MONTHLY;BYDAY=-1FR", FRIDAY_EVENING).moved(before, after)
    day = read_repeat("FREQ=MONTHLY;BYMONTHDAY=10", FRIDAY_EVENING).moved(before, after)
    assert weekly.weekdays == (1, 5)
    assert last.written(BERLIN) == "FREQ=MONTHLY;BYDAY=-1SA"
    assert day.written(BERLIN) == "FREQ=MONTHLY;BYMONTHDAY=25"


@pytest.mark.parametrize(
    ("rrule", "words"),
    [
        ("", ""),
        ("FREQ=DAILY;INTERVAL=2", "Every 2 days (from 10 Mar)"),
        ("FREQ=WEEKLY;BYDAY=MO,FR;COUNT=3", "Mondays, Fridays, 3 times (from 10 Mar)"),
        ("FREQ=MONTHLY;BYDAY=2FR", "Every month on the second Friday (from 10 Mar)"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "Every month on its last day (from 10 Mar)"),
        ("FREQ=MONTHLY;INTERVAL=3", "Every 3 months on day 10 (from 10 Mar)"),
        ("FREQ=YEARLY;UNTIL=20310310", "Every year on 10 Mar (from 10 Mar until Mon 10 Mar 2031)"),
        ("FREQ=YEARLY;BYWEEKNO=20", "custom rule: FREQ=YEARLY;BYWEEKNO=20 (from 10 Mar)"),
    ],
)
def test_said_in_words(rrule, words):
    with time_machine.travel(FRIDAY_EVENING, tick=False):
        assert say_repeat(rrule, FRIDAY_EVENING) == words
