"""Another time for what is booked."""

import datetime as dt

import pytest
from django.utils import timezone

from engagements.errors import WrongState
from studio.actions.changes import agree_change, propose_move
from studio.actions.sessions import begin_session
from studio.errors import SlotGone
from studio.periodic import follow_the_clock
from studio.states import ChangeState, SessionState
from tests.factories import UserFactory
from tests.studio.changes.scenes import the_change
from tests.studio.test_sessions import book, claims

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize("proposer", ["client", "professional"])
def test_a_session_moves_when_the_other_side_agrees(booked, client_user, user, start, proposer):
    mine, theirs = (client_user, user) if proposer == "client" else (user, client_user)
    propose_move(acting_user=mine, session_id=booked.pk, starts_at=start + HOUR)
    assert claims(booked).get().period.lower == start
    session = agree_change(acting_user=theirs, change_id=the_change(booked).pk)
    assert (session.state, session.starts_at, session.ends_at) == (
        SessionState.CONFIRMED, start + HOUR, start + 3 * HOUR
    )  # fmt: skip
    [claim] = claims(session)
    assert (claim.period.lower, claim.period.upper, claim.expires_at) == (start + HOUR, start + 3 * HOUR, None)
    assert the_change(booked).state == ChangeState.AGREED


def test_a_time_that_is_taken_meanwhile_is_not_moved_to(booked, opened, client_user, user, start):
    propose_move(acting_user=client_user, session_id=booked.pk, starts_at=start + 3 * HOUR)
    book(opened, UserFactory(), start + 4 * HOUR)
    with pytest.raises(SlotGone):
        agree_change(acting_user=user, change_id=the_change(booked).pk)
    assert claims(booked).get().period.lower == start
    assert the_change(booked).state == ChangeState.PROPOSED


def test_a_move_that_nobody_answers_leaves_the_session(booked, client_user, start):
    propose_move(acting_user=client_user, session_id=booked.pk, starts_at=start + HOUR)
    follow_the_clock(timezone.now() + 49 * HOUR)
    booked.refresh_from_db()
    assert (booked.state, booked.starts_at, the_change(booked).state) == (
        SessionState.CONFIRMED, start, ChangeState.EXPIRED
    )  # fmt: skip


def test_what_has_begun_is_moved_no_more(booked, client_user, user, start):
    propose_move(acting_user=client_user, session_id=booked.pk, starts_at=start + HOUR)
    begin_session(acting_user=None, session_id=booked.pk, at=start)
    assert the_change(booked).state == ChangeState.ENDED
    with pytest.raises(WrongState):
        agree_change(acting_user=user, change_id=the_change(booked).pk)
    with pytest.raises(WrongState):
        propose_move(acting_user=client_user, session_id=booked.pk, starts_at=start + HOUR)
