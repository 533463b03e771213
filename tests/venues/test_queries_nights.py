"""One night never counts as two: whatever clocks a venue has had, what stands there stays on its nights."""

import datetime as dt
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from bookings.queries import nights_of_show
from bookings.queries.nights import nights_played
from venues.hooks import ClockChange
from venues.queries.nights import LONGEST_WAY, clocks_keeping_nights, counted_time
from venues.states import Existing

BERLIN = "Europe/Berlin"
ZONES = [BERLIN, "America/Los_Angeles", "Asia/Kolkata", "Pacific/Auckland", "Pacific/Kiritimati", "Australia/Lord_Howe"]
SATURDAY, DAY, HOUR = dt.date(2028, 5, 6), dt.timedelta(days=1), dt.timedelta(hours=1)
TIMES = {"an evening": (20, 6), "past midnight": (25, 4), "a festival": (18, 55), "an afternoon": (13, 23.5)}
CHANGES = st.lists(st.tuples(st.sampled_from([Existing.MOMENTS, Existing.CLOCK]), st.sampled_from(ZONES)), max_size=8)


class Row:
    """What a show stores of its times, following a venue's clocks as `bookings.actions.venue_clocks` does."""

    def __init__(self, first: dt.date, timezone: str, from_hour: float, hours: float):
        local = dt.datetime.combine(first, dt.time()) + from_hour * HOUR
        self.night, self.timezone, self.clocks = first, timezone, []
        self.starts_at = local.replace(tzinfo=ZoneInfo(timezone)).astimezone(dt.UTC)
        self.ends_at = self.starts_at + hours * HOUR

    @property
    def nights(self):
        return nights_of_show(self.night, self.starts_at - 2 * HOUR, self.ends_at, self.timezone, self.clocks)

    def change(self, existing: Existing, timezone: str):
        change = ClockChange(None, self.starts_at, self.timezone, timezone, dt.time(6), existing)
        if existing == Existing.MOMENTS and timezone != self.timezone:
            self.clocks = clocks_keeping_nights(self.clocks, self.timezone, timezone)
        elif existing == Existing.CLOCK:
            self.starts_at = change.moved(self.starts_at, self.timezone)
            self.ends_at = change.moved(self.ends_at, self.timezone)
        self.timezone = timezone


@given(changes=CHANGES, times=st.sampled_from(sorted(TIMES)), first=st.sampled_from(ZONES))
def test_nights_stay_through_all_changes_of_the_clock(changes, times, first):
    row = Row(SATURDAY, first, *TIMES[times])
    nights = row.nights
    for existing, timezone in changes:
        row.change(existing, timezone)
        assert row.nights == nights


@given(changes=CHANGES, first=st.sampled_from(ZONES), day=st.integers(0, 366), hour=st.integers(0, 29),
       minutes=st.integers(30, 80 * 60))  # fmt: skip
def test_moments_that_stay_are_counted_to_the_minute_as_before_whatever_changes_to_summer_time(
    changes, first, day, hour, minutes
):
    row = Row(dt.date(2028, 1, 1) + day * DAY, first, hour, minutes / 60)
    for existing, timezone in changes:
        before = [counted_time(moment, row.timezone, row.clocks) for moment in (row.starts_at, row.ends_at)]
        nights = row.nights
        row.change(existing, timezone)
        if existing == Existing.MOMENTS:
            assert [counted_time(moment, timezone, row.clocks) for moment in (row.starts_at, row.ends_at)] == before
            assert row.nights == nights


@given(zones=st.lists(st.sampled_from(ZONES), max_size=40))
def test_there_and_back_again_needs_no_way(zones):
    row = Row(SATURDAY, BERLIN, 20, 6)
    for timezone in [*zones, BERLIN]:
        row.change(Existing.MOMENTS, timezone)
        assert len(row.clocks) <= 2
    assert row.clocks == []


def test_a_way_does_not_grow_for_ever():
    row = Row(SATURDAY, BERLIN, 20, 6)
    for place in range(LONGEST_WAY // 2):
        row.change(Existing.MOMENTS, ZONES[2 * place % 4 + 1])
        row.change(Existing.CLOCK, ZONES[2 * place % 4])
    assert len(row.clocks) == LONGEST_WAY
    with pytest.raises(ValidationError) as refused:
        row.change(Existing.MOMENTS, "Pacific/Auckland")
    assert set(refused.value.message_dict) == {"existing"}


@pytest.mark.parametrize(
    ("call", "release", "days"),
    [
        ("05T18:00", "08T01:00", [5, 6, 7]),
        ("05T18:00", "06T02:00", [5]),
        ("06T01:00", "06T03:00", [5]),
        ("06T09:00", "06T11:00", [6]),
        ("06T20:00", "07T12:00", [6]),
        ("06T20:00", "07T12:01", [6, 7]),
        ("07T18:00", "07T23:00", [7]),
    ],
)
@pytest.mark.parametrize("timezone", ZONES)
def test_an_act_gets_the_nights_of_a_festival_on_which_it_plays(call, release, days, timezone):
    row = Row(dt.date(2028, 5, 5), BERLIN, 18, 55)
    times = [dt.datetime.fromisoformat(f"2028-05-{time}").replace(tzinfo=ZoneInfo(BERLIN)) for time in (call, release)]
    row.change(Existing.MOMENTS, timezone)
    show = SimpleNamespace(
        night=row.night, load_in_at=row.starts_at - 2 * HOUR, out_at=row.ends_at, timezone=timezone,
        nights_clocks=row.clocks,
    )  # fmt: skip
    spot = SimpleNamespace(show=show, call_at=times[0], released_at=times[1])
    assert sorted(night.day for night in nights_played(spot)) == days
