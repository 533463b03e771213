"""Moves by the API: what pages can do, for the same people and with the same answers."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions import add_membership
from availability.actions import say_time
from bookings.actions import (
    SpotDraft,
    answer_lineup,
    apply_to_spot,
    ask_to_move,
    create_show,
    propose_move,
    set_lineup,
)
from bookings.actions.answers import accept_booking
from bookings.models import Booking, Move, Show
from bookings.states import BookingState, MoveState
from notifications.models import Notification
from tests.api.conftest import HOUR, ZONE, Caller, known_free
from tests.api.test_access import a_move
from tests.bookings.scenes import an_act
from tests.factories import FAR_SATURDAY, StageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LATER = {"starts_at": (FAR_SATURDAY + HOUR).isoformat(), "message": "Football"}


@pytest.fixture
def leader(world):
    return Caller(world.leader)


@pytest.fixture
def manager(world):
    return Caller(world.manager)


def moved(world, by: dt.timedelta = HOUR) -> Move:
    """One more proposal of the venue, once the last is over."""
    show = Show.objects.get(pk=world.show.pk)
    times = {"starts_at": show.starts_at + by, "ends_at": show.ends_at + by}
    return propose_move(acting_user=world.manager, show=show, party=world.venue, **times)


def kind_of(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rpartition("/")[2]


def second_act(world):
    """Another band, booked for a second spot of the same night."""
    act = an_act(members=1)
    show = create_show(
        acting_user=world.manager, owner=world.venue, stage=world.stage, starts_at=FAR_SATURDAY + 24 * HOUR,
        ends_at=FAR_SATURDAY + 27 * HOUR, publish=True, spots=[SpotDraft(), SpotDraft()],
    )  # fmt: skip
    bookings = []
    for spot, party, user in zip(show.spots.all(), (world.band, act.party), (world.leader, act.leader), strict=True):
        waiting = apply_to_spot(acting_user=user, spot=spot, act=party)
        bookings.append(accept_booking(acting_user=world.manager, booking=waiting, despite_conflicts=True))
    return act, show, bookings


def test_a_host_proposes_and_the_act_agrees(world, leader, manager):
    leader.post(f"/moves/{a_move(world).pk}/decline")
    path = f"/shows/{world.show.pk}/moves"
    made = manager.post(path, LATER)
    assert made.status_code == 201
    move = made.json()
    assert (move["state"], move["number"], move["proposed_by"]) == ("proposed", 2, world.venue.slug)
    assert (move["night"], move["timezone"], move["message"]) == ("2028-03-04", ZONE, "Football")
    assert [(side["party"], bool(side["agreed_at"])) for side in move["sides"]] == [
        (world.venue.slug, True), (world.band.slug, False)
    ]  # fmt: skip
    span = [dt.datetime.fromisoformat(move[name]) for name in ("starts_at", "ends_at")]
    assert span == [FAR_SATURDAY + HOUR, FAR_SATURDAY + 4 * HOUR]
    assert [spot["act"] for spot in move["spots"]] == [world.band.slug]
    assert "lineup_conflicts" not in move
    unsaid = [{"name": name, "state": "unknown"} for name in ("leader", "member")]
    assert leader.get(path).json()["items"][1]["lineup_conflicts"] == unsaid
    assert leader.get(f"/moves/{move['id']}").json()["id"] == move["id"]
    agreed = leader.post(f"/moves/{move['id']}/agree", {"message": "Fine"})
    assert (agreed.status_code, agreed.json()["state"]) == (200, "agreed")
    shown = manager.get(f"/shows/{world.show.pk}").json()
    assert dt.datetime.fromisoformat(shown["starts_at"]) == FAR_SATURDAY + HOUR
    assert kind_of(leader.post(f"/moves/{move['id']}/agree")) == (409, "wrong-state")
    assert leader.post(f"/moves/{move['id']}/decline").json()["state"] == "agreed"


def test_where_nobody_else_is_bound_it_is_done_at_once(world, manager):
    other = StageFactory(venue=world.stage.venue)
    made = manager.post(f"/shows/{world.show.pk}/moves", {"stage": str(other.pk)})
    assert (made.status_code, made.json()["state"]) == (201, "agreed")
    assert Show.objects.get(pk=world.show.pk).stage == other


def test_agreeing_twice_is_once_and_leaves_one_line_in_the_history(world, manager, leader):
    act, show, [own, other] = second_act(world)
    move = manager.post(f"/shows/{show.pk}/moves", {"starts_at": (show.starts_at + HOUR).isoformat()}).json()
    path = f"/moves/{move['id']}/agree"
    first, again = leader.post(path), leader.post(path)
    assert (first.status_code, again.status_code, again.json()) == (200, 200, first.json())
    assert own.history.filter(event="move_agreed").count() == 1
    assert Caller(act.leader).post(path).json()["state"] == "agreed"
    assert Booking.objects.filter(pk__in=[own.pk, other.pk], spot__starts_at=show.starts_at + HOUR).count() == 2


def test_a_key_acts_once_and_a_busy_player_takes_a_second_step(world, leader, manager):
    move = a_move(world)
    late = FAR_SATURDAY + 3.5 * HOUR
    say_time(
        acting_user=world.member, calendar=world.member.calendar, kind="busy", starts_at=late, ends_at=late + HOUR,
        timezone=ZONE,
    )  # fmt: skip
    path = f"/moves/{move.pk}"
    conflicts = [{"name": "leader", "state": "unknown"}, {"name": "member", "state": "busy"}]
    assert leader.get(path).json()["lineup_conflicts"] == conflicts
    assert "lineup_conflicts" not in manager.get(path).json()
    refused = leader.post(f"{path}/agree", Idempotency_Key="a")
    assert kind_of(refused) == (409, "lineup-conflicts")
    assert conflicts[1] in refused.json()["lineup_conflicts"]
    assert Move.objects.get(pk=move.pk).state == MoveState.PROPOSED
    answers = [leader.post(f"{path}/agree", {"despite_conflicts": True}, Idempotency_Key="b") for _ in range(2)]
    assert [(each.status_code, each.json()["state"]) for each in answers] == [(200, "agreed")] * 2
    assert leader.post(f"{path}/agree", {"message": "Other"}, Idempotency_Key="b").status_code == 422
    assert kind_of(leader.post(f"{path}/agree", Idempotency_Key="c")) == (409, "wrong-state")


def test_nobody_answers_for_another_side_nor_names_one_that_is_none(world, leader, manager):
    move = a_move(world)
    booking = str(move.spots.get().booking_id)
    for caller, side, status in (
        (leader, "host", 403), (manager, booking, 403), (leader, "nobody", 422), (leader, str(move.pk), 422),
        (Caller(world.stranger), booking, 404), (Caller(world.ex_member), booking, 404),
    ):  # fmt: skip
        for verb in ("agree", "decline"):
            assert caller.post(f"/moves/{move.pk}/{verb}", {"side": side}).status_code == status
    assert leader.post(f"/moves/{move.pk}/withdraw").status_code == 403
    sent = {**LATER, "party": world.venue.slug}
    assert leader.post(f"/shows/{world.show.pk}/moves", sent).status_code == 403
    assert leader.post(f"/shows/{world.show.pk}/moves", {**LATER, "party": "no-such"}).json()["errors"].keys() == {
        "party"
    }
    assert Move.objects.get().state == MoveState.PROPOSED
    assert leader.post(f"/moves/{move.pk}/decline", {"side": booking}).json()["state"] == "declined"


def test_late_answers_taken_times_and_wrong_fields_are_said(world, leader, manager):
    move, path = a_move(world), f"/shows/{world.show.pk}/moves"
    assert kind_of(leader.post(path, LATER)) == (409, "wrong-state")
    Move.objects.filter(pk=move.pk).update(answer_by=move.made_at)
    assert kind_of(leader.post(f"/moves/{move.pk}/agree")) == (409, "wrong-state")
    assert manager.post(f"/moves/{move.pk}/withdraw", {"message": "Forget it"}).json()["state"] == "withdrawn"
    spot = str(world.spot().pk)
    unknown = str(world.band.pk)
    for sent, field in (
        ({"ends_at": FAR_SATURDAY.isoformat()}, "ends_at"),
        ({"spots": [{"spot": spot, "ends_at": FAR_SATURDAY.isoformat()}]}, "spots.0.ends_at"),
        ({"spots": [{"spot": spot}, {"spot": spot}]}, "spots"),
        ({"spots": [{"spot": unknown}]}, "spots"),
        ({"stage": unknown}, "stage"),
        ({**LATER, "answer_by": "2020-01-01T00:00:00Z"}, "answer_by"),
        ({}, "starts_at"),
    ):
        answer = manager.post(path, sent)
        assert (answer.status_code, [*answer.json()["errors"]]) == (422, [field]), sent
    create_show(
        acting_user=world.manager, owner=world.venue, stage=world.stage, starts_at=FAR_SATURDAY + 24 * HOUR,
        ends_at=FAR_SATURDAY + 26 * HOUR, publish=True,
    )  # fmt: skip
    taken = manager.post(path, {"starts_at": (FAR_SATURDAY + 24 * HOUR).isoformat()})
    assert kind_of(taken) == (409, "taken")
    assert taken.json()["conflicts"][0]["who"] == "a stage"
    assert Move.objects.count() == 1


def test_a_side_reads_what_binds_it_and_no_more(world, leader, manager):
    first = a_move(world)
    path, booking = f"/shows/{world.show.pk}/moves", first.spots.get().booking
    leader.post(f"/moves/{first.pk}/decline")
    assert leader.post(f"/bookings/{booking.pk}/cancel").status_code == 200
    second = moved(world)
    waiting = Caller(an_act(members=1).leader)
    assert waiting.get(path).status_code == 403
    assert [each["id"] for each in leader.get(path).json()["items"]] == [str(first.pk)]
    assert leader.get(f"/moves/{second.pk}").status_code == 404
    both = [str(first.pk), str(second.pk)]
    assert [each["id"] for each in manager.get(path).json()["items"]] == both
    page = manager.get(f"{path}?limit=1").json()
    assert [each["id"] for each in manager.get(f"{path}?limit=1&cursor={page['next']}").json()["items"]] == both[1:]


def test_a_list_takes_as_many_queries_whatever_its_length(world, leader):
    a_move(world)
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert leader.get(f"/shows/{world.show.pk}/moves").status_code == 200
        counts.append(len(queries))
        for _more in range(2):
            leader.post(f"/moves/{Move.objects.last().pk}/decline")
            moved(world)
    assert counts[0] == counts[1]


def test_who_leads_two_sides_says_for_which(world, manager):
    act, show, _bookings = second_act(world)
    add_membership(acting_user=None, party=act.party, user=world.leader, role="manager")
    leader = Caller(world.leader)
    sent = {"starts_at": (show.starts_at + HOUR).isoformat()}
    assert leader.post(f"/shows/{show.pk}/moves", sent).json()["errors"].keys() == {"party"}
    move = manager.post(f"/shows/{show.pk}/moves", sent).json()
    assert leader.post(f"/moves/{move['id']}/agree").json()["errors"].keys() == {"side"}
    mine = [side["side"] for side in move["sides"] if side["side"] != "host"]
    assert leader.post(f"/moves/{move['id']}/agree", {"side": mine[0]}).json()["state"] == "proposed"
    assert leader.post(f"/moves/{move['id']}/agree").json()["state"] == "agreed"
    assert Booking.objects.filter(spot__show=show, state=BookingState.CONFIRMED).count() == 2


def test_leaders_say_no_to_a_player_by_the_api(world):
    known_free(world.leader, world.member)
    booking = accept_booking(acting_user=world.manager, booking=world.apply())
    set_lineup(acting_user=world.leader, booking=booking, lineup=[world.member.pk])
    answer_lineup(acting_user=world.member, entry=booking.lineup.get(user=world.member), plays=True)
    ask_to_move(acting_user=world.member, entry=booking.lineup.get(user=world.member))
    manager, path = Caller(world.manager), f"/bookings/{booking.pk}"
    seen = manager.get(path).json()
    assert seen["history"][-1]["event"] == "move_asked"
    call = f"{path}/move-questions/decline"
    refused = manager.post(call, {"version": seen["version"] - 1})
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "changed-meanwhile")
    said = manager.post(call, {"version": seen["version"], "message": "Sold out."})
    assert (said.status_code, said.json()["history"][-1]["event"]) == (200, "move_refused")
    assert manager.post(call).status_code == 409
    assert Notification.objects.filter(user=world.member, kind="bookings.move_refused").exists()
