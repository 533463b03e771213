"""Deadlines against the slowest way to reckon them: hour by hour on the wall clock."""

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from engagements.deals.deadlines import answer_until, expiry
from venues.states import ChallengeWindow

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia"]
instants = st.datetimes(dt.datetime(2027, 1, 1), dt.datetime(2029, 1, 1))
hours = instants.map(lambda at: at.replace(minute=0, second=0, microsecond=0))


def a_business_day_later(wall: dt.datetime) -> dt.datetime:
    """24 hours in which Saturday and Sunday do not count; a weekend begins to count on Monday at midnight."""
    left = 24
    while left:
        left -= wall.weekday() < 5
        wall += HOUR
    while wall.weekday() >= 5:
        wall += HOUR
    return wall


@settings(max_examples=150, deadline=None)
@given(hours, st.sampled_from(ZONES))
def test_a_business_day_is_24_hours_without_those_of_weekends(wall, zone):
    asked = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)
    wall = asked.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    until = answer_until(asked, ChallengeWindow.BUSINESS_DAY, 48, zone).astimezone(ZoneInfo(zone))
    expected = a_business_day_later(wall).replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)
    assert until.astimezone(dt.UTC) == expected


@given(hours, st.integers(1, 720))
def test_hours_are_hours_that_pass(wall, count):
    asked = wall.replace(tzinfo=dt.UTC)
    assert answer_until(asked, ChallengeWindow.HOURS, count, "Europe/Berlin") - asked == count * HOUR


@given(hours, st.integers(1, 60), st.sampled_from(ZONES))
def test_days_end_at_the_same_time_of_the_wall_clock(wall, days, zone):
    until = expiry(wall.replace(tzinfo=ZoneInfo(zone)), days, zone)
    assert until == (wall + days * DAY).replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)
