"""How the proposal of another time ends: by whom, and by the clock."""

import datetime as dt
import itertools

import pytest
from django.core.exceptions import PermissionDenied

from accounts.access import can_lead
from bookings import tasks
from bookings.actions import (
    accept_booking,
    answer_move,
    cancel_booking,
    cancel_show,
    complete_show,
    expire_move,
    withdraw_move,
)
from bookings.periodic.changes import expire_moves
from bookings.states import MoveState
from engagements.errors import WrongState
from notifications.models import Notification
from tests.bookings.changes.scenes import HOUR, a_bill, act_agrees, host_proposes
from tests.bookings.scenes import an_act, an_application, an_open_show
from tests.factories import FAR_SATURDAY, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
DAY = dt.timedelta(days=1)


def told(kind):
    return set(Notification.objects.filter(kind=f"bookings.{kind}").values_list("user", flat=True))


def test_calling_off_ends_what_was_proposed(house, act, show, booking):
    move = host_proposes(house, show)
    cancel_booking(acting_user=act.leader, booking=booking)
    move.refresh_from_db()
    assert move.state == MoveState.EXPIRED
    again = an_open_show(house, starts_at=FAR_SATURDAY + 14 * DAY)
    accept_booking(acting_user=house.manager, booking=an_application(act, again))
    move = host_proposes(house, again)
    cancel_show(acting_user=house.manager, show=again)
    move.refresh_from_db()
    assert move.state == MoveState.EXPIRED


def test_a_proposal_runs_out_and_both_sides_hear(house, act, show):
    move = host_proposes(house, show)
    assert expire_move(move=move, at=move.answer_by - HOUR).state == MoveState.PROPOSED
    assert expire_move(move=move, at=move.answer_by).state == MoveState.EXPIRED
    assert told("move_expired") == {house.manager.pk, act.leader.pk}


def test_answering_too_late_is_refused(house, act, show, booking):
    move = host_proposes(house, show)
    with pytest.raises(WrongState) as refused:
        act_agrees(act, move, booking, at=move.answer_by)
    assert refused.value.state == MoveState.EXPIRED


def test_what_has_begun_or_is_over_is_not_moved(house, show):
    with pytest.raises(WrongState):
        host_proposes(house, show, at=show.load_in_at)
    complete_show(show=show, at=show.out_at + 2 * DAY)
    with pytest.raises(WrongState):
        host_proposes(house, show)


PEOPLE = ("host", "act", "other_act", "player", "stranger", "staff")


@pytest.fixture
def people(house, act):
    other = an_act()
    show, bookings = a_bill(house, act, other)
    users = {"host": house.manager, "act": act.leader, "other_act": other.leader, "player": act.members[0]}
    users |= {"stranger": UserFactory(), "staff": UserFactory(is_staff=True)}
    return users, host_proposes(house, show), bookings


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("what", ["agree", "decline", "withdraw"])
def test_what_is_open_by_every_role(people, what, role):
    users, move, bookings = people
    to = {"decline": MoveState.DECLINED, "withdraw": MoveState.WITHDRAWN}.get(what, MoveState.PROPOSED)
    if role in WHO_MAY[what]:
        assert attempt(what, move, users[role], bookings).state == to
        return
    with pytest.raises(PermissionDenied):
        attempt(what, move, users[role], bookings)
    move.refresh_from_db()
    assert move.state == MoveState.PROPOSED


@pytest.mark.parametrize("state", sorted(set(MoveState) - {MoveState.PROPOSED}))
def test_what_has_ended_ends_no_other_way_by_any_role(people, state):
    users, move, bookings = people
    _end_as(state, move, users, bookings)
    for what, role in itertools.product(WHO_MAY, PEOPLE):
        with pytest.raises(WrongState if role in WHO_MAY[what] else PermissionDenied):
            attempt(what, move, users[role], bookings)
    assert expire_move(move=move, at=move.answer_by).state == state


WHO_MAY = {"agree": ("host", "act", "other_act"), "decline": ("host", "act", "other_act"), "withdraw": ("host",)}


def attempt(what, move, user, bookings):
    """The user tries it, for their own act if they lead one on the bill, else for the host."""
    if what == "withdraw":
        return withdraw_move(acting_user=user, move=move)
    own = next((booking for booking in bookings if can_lead(user, booking.act)), None)
    return answer_move(acting_user=user, move=move, booking=own, agrees=what == "agree")


def _end_as(state, move, users, bookings):
    if state == MoveState.AGREED:
        for role in ("act", "other_act"):
            attempt("agree", move, users[role], bookings)
    elif state == MoveState.EXPIRED:
        expire_move(move=move, at=move.answer_by)
    else:
        attempt("decline" if state == MoveState.DECLINED else "withdraw", move, users["host"], bookings)


def test_the_clock_lets_late_proposals_run_out_and_nothing_else(house, show, time_machine):
    move = host_proposes(house, show)
    assert expire_moves(move.answer_by - HOUR) == 0
    time_machine.move_to(move.answer_by)
    tasks.expire_moves()
    move.refresh_from_db()
    assert move.state == MoveState.EXPIRED
