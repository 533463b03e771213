import datetime as dt
from dataclasses import replace

import pytest
import time_machine

from accounts.actions import add_membership
from accounts.states import Role
from availability.actions import say_time, set_known_until
from availability.states import MemberState, NightState, SaidKind
from bands.actions import create_band
from bands.queries import green_zone, members
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

SATURDAY = dt.date(2028, 3, 4)
EIGHT = dt.datetime(2028, 3, 4, 19, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def winter_before():
    with time_machine.travel(dt.datetime(2028, 1, 15, 12, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def band():
    owner = UserFactory(name="Åsa")
    return create_band(acting_user=owner, name="Noon", timezone="Europe/Berlin", quorum=1).party


def plays(band, name, role=Role.MEMBER):
    user = UserFactory(name=name)
    add_membership(acting_user=None, party=band, user=user, role=role)
    return user


def knows(user):
    set_known_until(acting_user=user, calendar=user.calendar, until=dt.date(2028, 12, 31), timezone="Europe/Berlin")
    return user


def test_members_are_those_who_play(band):
    plays(band, "Ben")
    plays(band, "Dep", Role.DEP)
    assert [membership.user.name for membership in members(band)] == ["Åsa", "Ben"]


def test_green_zone_says_who_is_missing(band):
    asa = knows(members(band)[0].user)
    ben = knows(plays(band, "Ben"))
    say_time(
        acting_user=ben, calendar=ben.calendar, kind=SaidKind.BUSY, starts_at=EIGHT, timezone="Europe/Berlin",
        ends_at=EIGHT + dt.timedelta(hours=2),
    )  # fmt: skip
    [night, next_night] = green_zone(band, SATURDAY, SATURDAY + dt.timedelta(days=1)).nights
    assert (night.night, night.state, night.missing) == (SATURDAY, NightState.SHORT, ["Ben"])
    assert {member.user: member.state for member in night.members} == {asa: MemberState.FREE, ben: MemberState.BUSY}
    assert next_night.state == NightState.GREEN


def test_a_booked_night_is_none_that_works(band):
    knows(members(band)[0].user)
    zone = green_zone(band, SATURDAY, SATURDAY + dt.timedelta(days=1))
    zone = replace(zone, nights=(replace(zone.nights[0], is_claimed=True), zone.nights[1]))
    assert (zone.good_nights, zone.other_nights) == ([zone.nights[1]], [zone.nights[0]])


def test_green_zone_says_who_has_said_nothing(band):
    knows(members(band)[0].user)
    plays(band, "Ben")
    [night] = green_zone(band, SATURDAY, SATURDAY).nights
    assert (night.state, night.silent) == (NightState.UNKNOWN, ["Ben"])


@pytest.mark.parametrize("count", [1, 3])
def test_green_zone_takes_as_many_queries_for_one_member_as_for_three(band, count, django_assert_num_queries):
    for number in range(1, count):
        plays(band, f"Member {number}")
    with django_assert_num_queries(3):
        green_zone(band, SATURDAY, SATURDAY + dt.timedelta(days=55))
