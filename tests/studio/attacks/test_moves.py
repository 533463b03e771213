"""Moves that the table of states allows for somebody else, or at another time."""

import datetime as dt

import pytest
from django.core.management import call_command

from availability.queries.orphans import orphaned_claims
from engagements.errors import WrongState
from payments.models import Refund
from studio.actions import update_service
from studio.actions.sessions import (
    approve_session,
    ask_for_revision,
    begin_session,
    cancel_session,
    deliver_session,
    report_problem,
)
from studio.errors import TooEarly
from studio.models import Session
from studio.states import SessionState
from tests.studio.attacks.scenes import state_of
from tests.studio.test_sessions import book, claims

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
HOUR = dt.timedelta(hours=1)


def test_no_revision_is_asked_for_before_anything_was_delivered(session, client_user, user):
    for state in (SessionState.CONFIRMED, SessionState.IN_PROGRESS):
        assert state_of(session) == state
        with pytest.raises(WrongState):
            ask_for_revision(acting_user=client_user, session_id=session.pk, text="More bass")
        if state == SessionState.CONFIRMED:
            begin_session(acting_user=user, session_id=session.pk, at=session.starts_at)
    assert Session.objects.get().revisions_used == 0


def test_what_was_delivered_does_not_begin_again(session, client_user, user):
    begin_session(acting_user=user, session_id=session.pk, at=session.starts_at)
    deliver_session(acting_user=user, session_id=session.pk, text="Here it is")
    for who in (user, None):  # the clock may have read it as booked just before
        with pytest.raises(WrongState):
            begin_session(acting_user=who, session_id=session.pk, at=session.starts_at + HOUR)
    assert state_of(session) == SessionState.DELIVERED


def test_who_begins_too_early_takes_the_money_back_from_nobody(session, client_user, user):
    with pytest.raises(TooEarly):
        begin_session(acting_user=user, session_id=session.pk)
    cancel_session(acting_user=client_user, session_id=session.pk, text="Ill")
    assert Refund.objects.get().amount_minor == 12_000


def test_a_request_is_not_approved_once_its_time_to_be_answered_is_over(opened, client_user, start, user):
    update_service(acting_user=user, service=opened, mode="request")
    session = book(opened, client_user, start)
    with pytest.raises(WrongState):
        approve_session(acting_user=user, session_id=session.pk, at=session.answer_by)
    assert (state_of(session), claims(session).count()) == (SessionState.REQUESTED, 0)


def test_claims_of_sessions_are_explained(session, user, client_user):
    call_command("check_claims")
    begin_session(acting_user=user, session_id=session.pk, at=session.starts_at)
    call_command("check_claims")
    deliver_session(acting_user=user, session_id=session.pk, text="Done")
    call_command("check_claims")
    report_problem(acting_user=client_user, session_id=session.pk, kind="work", text="It hums")
    call_command("check_claims")


def test_a_claim_of_a_session_that_is_over_is_found(session, user):
    Session.objects.filter(pk=session.pk).update(state=SessionState.CANCELLED)
    assert [claim.occasion for claim in orphaned_claims()] == [session.pk]
