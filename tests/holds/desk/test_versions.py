"""Whatever a desk shows, changing it raises one of the versions by which the desk is kept."""

import pytest

from bookings.actions import (
    SpotDraft,
    accept_booking,
    cancel_booking,
    cancel_show,
    create_show,
    decline_booking,
    publish_show,
    update_show,
    withdraw_booking,
)
from holds.actions import challenge_hold, place_hold, rank_hold, release_hold
from holds.queries.desks import find_door
from tests.bookings.scenes import HOUR, a_confirmed_booking, an_act, an_application, an_open_show
from tests.factories import FAR_SATURDAY
from tests.holds.scenes import NIGHT, known
from venues.actions import create_stage, update_stage

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def a_draft(house):
    return an_open_show(house, publish=False)


def a_hold(house, act):
    known(house, act.party)
    return place_hold(acting_user=act.leader, holder=act.party, stage=house.stage, night=NIGHT)


def second_hold(house, act):
    a_hold(house, an_act())
    return a_hold(house, act)


CHANGES = {
    "a draft": (lambda house, act: None, lambda house, act, _made: a_draft(house)),
    "a draft renamed": (
        lambda house, act: a_draft(house),
        lambda house, act, show: update_show(acting_user=house.manager, show=show, title="Other"),
    ),
    "a draft moved": (
        lambda house, act: a_draft(house),
        lambda house, act, show: update_show(
            acting_user=house.manager, show=show, starts_at=FAR_SATURDAY + HOUR, ends_at=FAR_SATURDAY + 3 * HOUR
        ),
    ),
    "a draft thrown away": (
        lambda house, act: a_draft(house),
        lambda house, act, show: cancel_show(acting_user=house.manager, show=show, reason="No."),
    ),
    "published": (
        lambda house, act: a_draft(house),
        lambda house, act, show: publish_show(acting_user=house.manager, show=show),
    ),
    "renamed": (
        lambda house, act: an_open_show(house),
        lambda house, act, show: update_show(acting_user=house.manager, show=show, title="Other"),
    ),
    "elsewhere": (
        lambda house, act: None,
        lambda house, act, _made: create_show(
            acting_user=house.manager, owner=house.party, place="On the pier", starts_at=FAR_SATURDAY,
            ends_at=FAR_SATURDAY + HOUR, spots=[SpotDraft()],
        ),
    ),
    "applied": (
        lambda house, act: an_open_show(house),
        lambda house, act, show: an_application(act, show),
    ),
    "accepted": (
        lambda house, act: an_application(act, an_open_show(house)),
        lambda house, act, booking: accept_booking(acting_user=house.manager, booking=booking),
    ),
    "declined": (
        lambda house, act: an_application(act, an_open_show(house)),
        lambda house, act, booking: decline_booking(acting_user=house.manager, booking=booking),
    ),
    "withdrawn": (
        lambda house, act: an_application(act, an_open_show(house)),
        lambda house, act, booking: withdraw_booking(acting_user=act.leader, booking=booking),
    ),
    "called off": (
        lambda house, act: a_confirmed_booking(house, act),
        lambda house, act, booking: cancel_booking(acting_user=act.leader, booking=booking, message="Ill."),
    ),
    "held": (lambda house, act: None, lambda house, act, _made: a_hold(house, act)),
    "released": (a_hold, lambda house, act, hold: release_hold(acting_user=act.leader, hold=hold)),
    "another rank": (second_hold, lambda house, act, hold: rank_hold(acting_user=house.manager, hold=hold, rank=1)),
    "challenged": (second_hold, lambda house, act, hold: challenge_hold(acting_user=act.leader, hold=hold)),
    "a stage": (
        lambda house, act: None,
        lambda house, act, _made: create_stage(acting_user=house.manager, venue=house.stage.venue, name="Bar"),
    ),
    "a stage renamed": (
        lambda house, act: None,
        lambda house, act, _made: update_stage(acting_user=house.manager, stage=house.stage, name="Cellar"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_desk_has_another_key_after(change, house, act):
    make, do = CHANGES[change]
    made = make(house, act)
    before = key(house)
    do(house, act, made)
    assert key(house) != before


def key(house):
    """What of the key changes by itself: the versions of the venue's page and of its calendars."""
    door = find_door(house.manager, house.party.slug)
    return door.party.version, door.versions
