"""At a venue that changes its clock, holds and challenges run to the end of their own night."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils.timezone import now

from holds.actions import challenge_hold, change_hold, place_hold, release_hold
from holds.models import Hold
from holds.queries.periods import night_over
from tests.bookings.scenes import an_act
from tests.holds.scenes import DAY, house_rules, known
from venues.actions import update_venue
from venues.models import Stage, Venue
from venues.queries.nights import counted_moment, counted_time
from venues.states import Existing

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
HOUR = dt.timedelta(hours=1)
BERLIN, AUCKLAND, LA, KOLKATA = "Europe/Berlin", "Pacific/Auckland", "America/Los_Angeles", "Asia/Kolkata"
MOMENTS, CLOCK = Existing.MOMENTS, Existing.CLOCK
WAYS = [
    [(MOMENTS, AUCKLAND)],
    [(MOMENTS, LA)],
    [(CLOCK, AUCKLAND)],
    [(CLOCK, LA)],
    [(MOMENTS, AUCKLAND), (CLOCK, LA)],
    [(MOMENTS, LA), (CLOCK, AUCKLAND)],
    [(CLOCK, LA), (MOMENTS, AUCKLAND), (CLOCK, KOLKATA), (MOMENTS, LA)],
]


def held(house, days: int, *, has_times: bool = True) -> tuple[Hold, Hold]:
    """The house first, an act second, from 22:00 to midnight so many days from now."""
    night = now().date() + days * DAY
    starts_at = dt.datetime.combine(night, dt.time(22), ZoneInfo(BERLIN))
    act = an_act(members=1)
    known(house, act.party)
    house_rules(house, first_hold_days=60, other_hold_days=60, challenge_hours=720)
    times = {"starts_at": starts_at, "ends_at": starts_at + 2 * HOUR} if has_times else {}
    house_of = {"stage": house.stage, "night": night, **times}
    first = place_hold(acting_user=house.manager, holder=house.party, **house_of)
    return first, place_hold(acting_user=act.leader, holder=act.party, **house_of)


def change(house, way) -> None:
    for existing, timezone in way:
        update_venue(
            acting_user=house.manager, venue=Venue.objects.get(pk=house.stage.venue_id), existing=existing,
            timezone=timezone,
        )  # fmt: skip
    house.stage = Stage.objects.select_related("venue__party").get(pk=house.stage.pk)


def read(hold: Hold) -> Hold:
    return Hold.objects.with_place().get(pk=hold.pk)


def counted(hold: Hold, moment: dt.datetime) -> dt.datetime:
    return counted_time(moment, hold.stage.venue.party.timezone, hold.nights_clocks)


@pytest.mark.parametrize("way", WAYS)
def test_a_hold_lasts_to_the_end_of_its_night_whatever_clocks_came(house, way):
    first, second = held(house, 20)
    over = dt.datetime.combine(first.night + DAY, dt.time(6))
    change(house, way)
    for hold in map(read, (first, second)):
        assert hold.starts_at < hold.expires_at <= night_over(hold)
        assert counted(hold, night_over(hold)) == over
    challenge = challenge_hold(acting_user=second.created_by, hold=read(second))
    assert (counted(read(first), challenge.until), challenge.until > read(first).starts_at) == (over, True)
    release_hold(acting_user=house.manager, hold=read(first))
    renewed = read(second)
    assert (renewed.rungs.get().rank, counted(renewed, renewed.expires_at) <= over) == (1, True)
    assert renewed.expires_at > renewed.starts_at


def test_a_challenge_that_runs_ends_with_the_night_wherever_that_goes(house):
    first, second = held(house, 20)
    challenge = challenge_hold(acting_user=second.created_by, hold=second)
    until = challenge.until
    change(house, [(MOMENTS, KOLKATA)])
    challenge.refresh_from_db()
    assert challenge.until == until
    change(house, [(CLOCK, AUCKLAND)])
    challenge.refresh_from_db()
    assert challenge.until == night_over(read(first)) < until
    change(house, [(CLOCK, LA)])
    challenge.refresh_from_db()
    assert challenge.until == night_over(read(first)) > until


@pytest.mark.parametrize("existing", [MOMENTS, CLOCK])
def test_nobody_is_asked_beyond_the_night_of_a_hold_without_times(house, existing):
    change(house, [(MOMENTS, LA)])
    first, second = held(house, 20, has_times=False)
    challenge = challenge_hold(acting_user=second.created_by, hold=second)
    change(house, [(existing, AUCKLAND)])
    challenge.refresh_from_db()
    assert challenge.until == night_over(read(first))
    assert read(first).expires_at <= night_over(read(first))


def test_new_times_count_by_the_present_clock_and_the_hold_ends_with_that_night(house):
    first, _second = held(house, 20)
    change(house, [(MOMENTS, LA)])
    hold = read(first)
    evening = dt.datetime.combine(hold.night, dt.time(20), ZoneInfo(LA))
    change_hold(acting_user=house.manager, hold=hold, starts_at=evening, ends_at=evening + HOUR)
    hold = read(first)
    assert (hold.nights_clocks, hold.expires_at <= night_over(hold)) == ([], True)
    assert night_over(hold) == dt.datetime.combine(hold.night + DAY, dt.time(6), ZoneInfo(LA))


def test_the_way_back_from_a_counted_time_leads_to_its_moment():
    clocks = [AUCKLAND, BERLIN]
    moment = dt.datetime(2028, 7, 1, 20, tzinfo=dt.UTC)
    for zone in (AUCKLAND, LA, KOLKATA):
        assert counted_moment(counted_time(moment, zone, clocks), zone, clocks) == moment
    assert counted_moment(dt.datetime(2028, 7, 2, 6), BERLIN, []) == dt.datetime(2028, 7, 2, 4, tzinfo=dt.UTC)
