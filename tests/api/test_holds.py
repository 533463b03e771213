"""Holds by the API: what pages can do, with the same answers."""

import datetime as dt

import pytest

from accounts.states import PartyKind, Role
from bookings.models import Booking, Show
from holds.actions import change_hold, let_hold
from holds.models import Hold
from tests.api.conftest import Caller
from tests.api.test_access import HELD, a_hold, a_night
from tests.factories import FAR_SATURDAY, MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SET = {"starts_at": "2028-05-03T21:00:00+02:00", "ends_at": "2028-05-03T23:00:00+02:00"}


@pytest.fixture
def leader(world):
    return Caller(world.leader)


@pytest.fixture
def manager(world):
    return Caller(world.manager)


def test_a_stranger_is_told_to_ask_and_is_allowed_by_one_call(world, leader, manager):
    sent = {"stage": str(world.stage.pk), "nights": [str(HELD)], "holder": world.band.slug}
    refused = leader.post(f"/venues/{world.venue.slug}/holds", sent)
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (403, "must-ask")
    ask = {"holder": world.band.slug, "message": "We fill rooms."}
    assert leader.post(f"/venues/{world.venue.slug}/holders", ask).json()["state"] == "asked"
    assert manager.post(f"/venues/{world.venue.slug}/holders", ask).json()["state"] == "granted"
    made = leader.post(f"/venues/{world.venue.slug}/holds", sent)
    assert made.status_code == 201
    [hold] = made.json()["holds"]
    assert (hold["state"], hold["rank"], hold["proposal"], hold["show"]) == ("standing", 1, None, None)


def test_more_nights_than_the_house_lets_are_refused_at_their_field(world, leader):
    sent = a_night(world) | {"nights": [str(HELD + dt.timedelta(days=day)) for day in range(4)]}
    refused = leader.post(f"/venues/{world.venue.slug}/holds", sent)
    assert (refused.status_code, [*refused.json()["errors"]]) == (422, ["nights"])
    assert leader.post(f"/venues/{world.venue.slug}/holds", sent | {"nights": sent["nights"][:3]}).status_code == 201
    other = MembershipFactory(party__kind=PartyKind.BAND, user=world.leader, role=Role.OWNER).party
    let_hold(acting_user=world.manager, venue=world.stage.venue, party=other)
    theirs = {"stage": sent["stage"], "nights": sent["nights"][3:], "holder": other.slug}
    refused = leader.post(f"/venues/{world.venue.slug}/holds", theirs)
    assert (refused.status_code, [*refused.json()["errors"]]) == (422, ["nights"])
    assert "All your bands and agencies" in refused.json()["errors"]["nights"][0]


def test_an_outsiders_confirmation_is_a_proposal_that_the_venue_agrees_to(world, leader, manager):
    path = f"/holds/{a_hold(world).pk}"
    shows = Show.objects.count()
    proposed = leader.post(f"{path}/confirm").json()
    assert (proposed["state"], proposed["proposal"]["state"]) == ("standing", "waiting")
    assert (proposed["show"], proposed["booking"], Show.objects.count()) == (None, None, shows)
    assert manager.post(f"{path}/decline", {"message": "No."}).json()["proposal"]["state"] == "declined"
    assert leader.get(path).json()["proposal"]["state"] == "declined"
    leader.post(f"{path}/confirm")
    agreed = manager.post(f"{path}/agree").json()
    assert (agreed["state"], agreed["proposal"]) == ("confirmed", None)
    booking = Booking.objects.get(pk=agreed["booking"])
    assert (booking.state, str(booking.spot.show_id)) == ("confirmed", agreed["show"])
    assert manager.post(f"{path}/agree").status_code == 409


def test_lists_of_holds_are_for_their_own_people(world, leader, manager):
    hold = a_hold(world)
    for caller, path in ((leader, "/me/holds"), (manager, f"/venues/{world.venue.slug}/holds?from={HELD}&to={HELD}")):
        assert [each["id"] for each in caller.get(path).json()["items"]] == [str(hold.pk)]
    later = FAR_SATURDAY.date() + dt.timedelta(days=90)
    assert manager.get(f"/venues/{world.venue.slug}/holds?from={later}").json()["items"] == []
    assert manager.get("/me/holds?state=released").json()["items"] == []


def test_nobody_is_bound_to_terms_that_they_have_not_read(world, leader, manager):
    let_hold(acting_user=world.manager, venue=world.stage.venue, party=world.band)
    sent = a_night(world) | SET | {"nights": [str(HELD)], "fee": {"amount_minor": 50000, "currency": "EUR"}}
    [hold] = leader.post(f"/venues/{world.venue.slug}/holds", sent).json()["holds"]
    stored = Hold.objects.get(pk=hold["id"])
    change_hold(acting_user=world.manager, hold=stored, fee_minor=5000, fee_currency="EUR")
    refused = leader.post(f"/holds/{hold['id']}/agree", {"terms": hold["terms"]})
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "changed-meanwhile")
    read = leader.get(f"/holds/{hold['id']}").json()
    assert leader.post(f"/holds/{hold['id']}/agree", {"terms": read["terms"]}).json()["agreed_by_act"]


def test_a_venue_refuses_a_party_by_the_call_that_allows_it(world, manager):
    address, sent = f"/venues/{world.venue.slug}/holders", {"holder": world.band.slug, "may": False}
    assert manager.post(address, sent).json()["state"] == "refused"


def test_an_answer_meets_the_proposal_that_was_read_and_no_later_one(world, leader, manager):
    path = f"/holds/{a_hold(world).pk}"
    first = leader.post(f"{path}/confirm").json()["proposal"]["id"]
    assert manager.post(f"{path}/decline", {"proposal": first}).status_code == 200
    second = leader.post(f"{path}/confirm").json()["proposal"]["id"]
    for caller, call in ((manager, "agree"), (manager, "confirm"), (manager, "decline"), (leader, "withdraw")):
        refused = caller.post(f"{path}/{call}", {"proposal": first})
        assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "wrong-state"), call
    assert manager.post(f"{path}/decline", {"proposal": second, "terms": "other"}).status_code == 409
    assert leader.get(path).json()["proposal"]["state"] == "waiting"
    assert leader.post(f"{path}/withdraw", {"proposal": second}).status_code == 200
    assert manager.post(f"{path}/agree", {"proposal": second}).status_code == 409
    third = leader.post(f"{path}/confirm").json()["proposal"]["id"]
    assert manager.post(f"{path}/agree", {"proposal": third}).json()["state"] == "confirmed"
