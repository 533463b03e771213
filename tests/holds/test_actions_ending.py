"""Ranks that close up or keep their numbers, expiry, reminders, and the venue's own order."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from engagements.errors import WrongState
from holds.actions import expire_hold, rank_hold, release_hold, set_parts, warn_of_hold
from holds.periodic import expire_holds, warn_of_holds
from holds.states import HoldEnd, HoldState
from tests.bookings.scenes import an_act
from tests.factories import StageFactory, UserFactory
from tests.holds.scenes import DAY, PLACED, a_hold, a_ladder, house_rules, is_whole, ranks, told, two_rooms

pytestmark = pytest.mark.django_db


def release(user, hold, **values):
    return release_hold(acting_user=user, hold=hold, at=PLACED + DAY, **values)


def test_those_below_move_up_and_hear_of_their_own_rank_once(house):
    acts, holds = a_ladder(house, 3)
    release(acts[0].leader, holds[0])
    assert ranks(house, *holds) == [None, 1, 2]
    assert [told(act.leader) for act in acts] == [[], ["hold_ranked"], ["hold_ranked"]]
    assert told(house.manager) == ["hold_placed"] * 3 + ["hold_released"]
    assert is_whole(house)


def test_numbers_are_kept_where_the_venue_wants_it(house):
    house_rules(house, ranks_close_up=False)
    acts, holds = a_ladder(house, 3)
    release(acts[1].leader, holds[1])
    assert ranks(house, *holds) == [1, None, 3]
    last = a_hold(house, an_act())
    assert ranks(house, last) == [4]
    rank_hold(acting_user=house.manager, hold=last, rank=3)
    assert ranks(house, holds[0], last, holds[2]) == [1, 3, 4]


def test_who_becomes_first_gets_the_time_of_a_first(house):
    acts, holds = a_ladder(house, 2)
    release(acts[0].leader, holds[0])
    holds[1].refresh_from_db()
    assert holds[1].expires_at == PLACED + 15 * DAY


def test_no_hold_outlives_its_night(house, act):
    hold = a_hold(house, act, night=dt.date(2028, 2, 3))
    assert hold.expires_at == dt.datetime(2028, 2, 4, 5, tzinfo=dt.UTC)


def test_two_weeks_are_wall_clock_weeks_at_the_venue(house, act):
    """The clocks go forward on 26 March 2028: the same hour on the wall comes an hour earlier."""
    placed = dt.datetime(2028, 3, 20, 11, tzinfo=dt.UTC)
    hold = a_hold(house, act, night=dt.date(2028, 5, 6), at=placed)
    assert hold.expires_at == placed + 14 * DAY - dt.timedelta(hours=1)


def test_the_venue_orders_a_ladder(house):
    acts, holds = a_ladder(house, 3)
    with pytest.raises(PermissionDenied):
        rank_hold(acting_user=acts[2].leader, hold=holds[2], rank=1)
    rank_hold(acting_user=house.manager, hold=holds[2], rank=1)
    assert ranks(house, *holds) == [2, 3, 1]
    rank_hold(acting_user=house.manager, hold=holds[2], rank=99)
    assert ranks(house, *holds) == [1, 2, 3]


def test_a_hold_runs_out_at_its_time_and_everybody_hears(house):
    acts, holds = a_ladder(house, 3)
    assert expire_hold(hold=holds[1], at=PLACED + 7 * DAY - DAY).state == HoldState.STANDING
    assert expire_holds(PLACED + 7 * DAY) == 2
    assert ranks(house, *holds) == [1, None, None]
    holds[1].refresh_from_db()
    assert (holds[1].state, holds[1].ended_by) == (HoldState.EXPIRED, HoldEnd.TIME)
    assert [told(act.leader)[-1:] for act in acts] == [[], ["hold_expired"], ["hold_expired"]]
    assert expire_holds(PLACED + 7 * DAY) == 0


def test_a_reminder_comes_once_and_not_too_early(house, act):
    hold = a_hold(house, act)
    warn_of_hold(hold=hold, at=PLACED + 12 * DAY - dt.timedelta(minutes=1))
    assert told(act.leader) == []
    assert (warn_of_holds(PLACED + 12 * DAY), warn_of_holds(PLACED + 12 * DAY)) == (1, 0)
    warn_of_hold(hold=hold, at=PLACED + 12 * DAY)
    assert told(act.leader) == ["hold_warned"]


def test_a_hold_is_released_by_its_people_the_venue_and_staff_with_a_reason(house, act):
    stranger, staff = UserFactory(), UserFactory(is_staff=True)
    hold = a_hold(house, act)
    with pytest.raises(PermissionDenied):
        release(stranger, hold)
    with pytest.raises(ValidationError):
        release(staff, hold)
    assert release(staff, hold, message="Fraud.").ended_by == HoldEnd.STAFF
    with pytest.raises(WrongState):
        release(house.manager, hold)
    assert told(act.leader) == ["hold_released"]


def test_a_hall_moves_up_only_as_its_worst_room_does(house):
    other, hall = two_rooms(house)
    acts, small = a_ladder(house, 1)
    side_acts, side = a_ladder(house, 1, stage=other)
    [hall_act], [whole] = a_ladder(house, 1, stage=hall)
    release(acts[0].leader, small[0])
    assert (ranks(house, whole, stage=hall), told(hall_act.leader)) == ([2], [])
    release(side_acts[0].leader, side[0])
    assert (ranks(house, whole, stage=hall), told(hall_act.leader)) == ([1], ["hold_ranked"])


def test_a_room_that_is_held_is_not_made_of_others(house, act):
    other, hall = two_rooms(house)
    a_hold(house, act, stage=hall)
    with pytest.raises(WrongState):
        set_parts(acting_user=house.manager, stage=hall, parts=[])
    with pytest.raises(ValidationError):
        set_parts(acting_user=house.manager, stage=other, parts=[hall, house.stage])
    third = StageFactory(venue=house.stage.venue)
    set_parts(acting_user=house.manager, stage=third, parts=[house.stage, other])
    assert third.parts.count() == 2
