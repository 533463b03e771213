"""Coming onto a ladder: who may, on which rank, for how long."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.states import Approval, PartyKind, Role
from holds.actions import place_hold, place_offer
from holds.errors import HoldsAlready
from holds.models import Hold
from holds.queries.holds import ladder_of
from holds.states import HoldState
from tests.bookings.scenes import an_act
from tests.factories import MembershipFactory, PartyFactory
from tests.holds.scenes import (
    NIGHT,
    PLACED,
    SET,
    a_hold,
    a_ladder,
    house_rules,
    is_whole,
    known,
    ranks,
    told,
    two_rooms,
)

pytestmark = pytest.mark.django_db


def test_holds_stand_in_the_order_in_which_they_came(house):
    _acts, holds = a_ladder(house, 3)
    assert ranks(house, *holds) == [1, 2, 3]
    assert is_whole(house)


def test_a_first_hold_lasts_two_weeks_and_the_others_one(house):
    _acts, [first, second] = a_ladder(house, 2)
    assert first.expires_at - PLACED == dt.timedelta(days=14)
    assert second.expires_at - PLACED == dt.timedelta(days=7)


def test_the_venue_is_told_of_a_hold_once_and_others_are_not(house):
    acts, _holds = a_ladder(house, 2)
    assert told(house.manager) == ["hold_placed", "hold_placed"]
    assert [told(act.leader) for act in acts] == [[], []]


def test_an_act_is_told_when_the_venue_holds_for_it(house, act):
    hold = place_hold(
        acting_user=house.manager, holder=house.party, act=act.party, stage=house.stage, night=NIGHT, at=PLACED, **SET
    )
    assert told(act.leader) == ["hold_placed"]
    assert (hold.agreed_by_host, hold.agreed_by_act) == (True, False)


def test_no_act_holds_twice_on_one_night(house, act):
    a_hold(house, act)
    with pytest.raises(HoldsAlready):
        a_hold(house, act)
    with pytest.raises(HoldsAlready):
        place_hold(
            acting_user=house.manager, holder=house.party, act=act.party, stage=house.stage, night=NIGHT, at=PLACED
        )
    assert Hold.objects.count() == 1


def test_an_act_of_another_may_not_be_held_for(house, act):
    with pytest.raises(PermissionDenied):
        place_hold(
            acting_user=act.leader, holder=act.party, act=an_act().party, stage=house.stage, night=NIGHT, at=PLACED
        )


def test_house_rules_say_who_may_hold(house, act):
    house_rules(house, may_hold=[PartyKind.AGENCY])
    with pytest.raises(ValidationError) as refused:
        a_hold(house, act)
    assert "holder" in refused.value.message_dict
    agency = PartyFactory(kind=PartyKind.AGENCY)
    agent = MembershipFactory(party=agency, role=Role.OWNER).user
    known(house, agency)
    hold = place_hold(
        acting_user=agent, holder=agency, stage=house.stage, night=NIGHT, act_name="The Unheard", at=PLACED
    )
    assert hold.state == HoldState.STANDING


def test_a_suspended_party_holds_nothing(house, act):
    act.party.approval = Approval.SUSPENDED
    act.party.save()
    with pytest.raises(Exception, match="suspended"):
        a_hold(house, act)


def test_outsiders_make_room_for_the_house_below_their_best_rank(house):
    house_rules(house, outsiders_from_rank=2)
    [outsider], [first] = a_ladder(house, 1)
    assert ranks(house, first) == [1]
    own = place_hold(acting_user=house.manager, holder=house.party, stage=house.stage, night=NIGHT, at=PLACED)
    assert ranks(house, own, first) == [1, 2]
    assert told(outsider.leader) == ["hold_ranked"]
    another = place_hold(
        acting_user=house.manager, holder=house.party, act_name="B", stage=house.stage, night=NIGHT, at=PLACED
    )
    assert ranks(house, own, first, another) == [1, 2, 3]


def test_the_night_must_come_and_the_set_must_be_on_it(house, act):
    for night in (dt.date(2028, 1, 31), dt.date(2034, 1, 1)):
        with pytest.raises(ValidationError):
            a_hold(house, act, night=night)
    with pytest.raises(ValidationError) as refused:
        a_hold(house, act, night=NIGHT + dt.timedelta(days=1), **SET)
    assert "starts_at" in refused.value.message_dict


def test_an_offer_holds_several_nights_at_the_same_local_time(house, act):
    """Across the change of clocks on 26 March 2028."""
    nights = [dt.date(2028, 3, 18), dt.date(2028, 4, 1)]
    starts_at = dt.datetime(2028, 3, 18, 20, tzinfo=dt.UTC)
    known(house, act.party)
    place_offer(
        acting_user=act.leader, holder=act.party, stage=house.stage, nights=nights, title="Spring", at=PLACED,
        starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=2),
    )  # fmt: skip
    first, second = Hold.objects.order_by("night")
    assert (first.starts_at.hour, second.starts_at.hour) == (20, 19)
    assert first.offer == second.offer


def test_a_hall_of_two_rooms_stands_on_both_ladders(house):
    other, hall = two_rooms(house)
    _acts, [small] = a_ladder(house, 1)
    [_act], [whole] = a_ladder(house, 1, stage=hall)
    [_act], [side] = a_ladder(house, 1, stage=other)
    assert [hold.pk for hold in ladder_of(hall, NIGHT)] == [small.pk, whole.pk, side.pk]
    assert ranks(house, small, whole) == [1, 2]
    assert ranks(house, whole, side, stage=other) == [2, 2]


def test_open_pages_are_told_of_a_hold_and_of_its_calendars_by_one_announcement(
    house, act, monkeypatch, django_capture_on_commit_callbacks
):
    announced = []
    monkeypatch.setattr("web.announce.announce", lambda versions: announced.append(dict(versions)))
    with django_capture_on_commit_callbacks(execute=True):
        hold = a_hold(house, act)
    [versions] = announced
    assert versions[hold.topic] == hold.version
    assert f"c.{house.stage.calendar.public_id}" in versions
