"""Other terms for what is asked for."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from engagements.errors import WrongState
from studio.actions import update_service
from studio.actions.changes import agree_change, decline_change, propose_terms, withdraw_change
from studio.actions.sessions import approve_session, withdraw_session
from studio.errors import AnotherChange
from studio.periodic import follow_the_clock
from studio.states import ChangeState, SessionState
from tests.factories import UserFactory
from tests.studio.changes.scenes import the_change
from tests.studio.test_sessions import book, claims, paid

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
HOUR = dt.timedelta(hours=1)


def test_the_client_takes_a_counter_offer_and_pays_its_price(asked, client_user, user, start):
    propose_terms(
        acting_user=user, session_id=asked.pk, starts_at=start + HOUR, minutes=180, price_minor=15_000, text="Later?"
    )
    change = the_change(asked)
    assert (change.state, change.side, change.ends_at) == (ChangeState.PROPOSED, "professional", start + 4 * HOUR)
    assert not claims(asked)
    session = agree_change(acting_user=client_user, change_id=change.pk)
    assert (session.state, session.starts_at, session.ends_at, session.minutes, session.price_minor) == (
        SessionState.APPROVED, start + HOUR, start + 4 * HOUR, 180, 15_000
    )  # fmt: skip
    assert session.payment.amount_minor == 15_000
    assert claims(session).get().period.lower == start + HOUR
    assert paid(session).state == SessionState.CONFIRMED


def test_a_counter_offer_is_answered_by_another_one(asked, client_user, user):
    propose_terms(acting_user=user, session_id=asked.pk, price_minor=20_000)
    first = the_change(asked)
    propose_terms(acting_user=client_user, session_id=asked.pk, price_minor=15_000)
    second = the_change(asked)
    first.refresh_from_db()
    assert (first.state, second.side) == (ChangeState.ENDED, "client")
    with pytest.raises(WrongState):
        agree_change(acting_user=client_user, change_id=first.pk)
    with pytest.raises(AnotherChange):
        propose_terms(acting_user=client_user, session_id=asked.pk, price_minor=14_000)
    session = agree_change(acting_user=user, change_id=second.pk)
    assert (session.state, session.price_minor, session.payment.amount_minor) == (
        SessionState.APPROVED, 15_000, 15_000
    )  # fmt: skip


def test_only_the_other_side_answers(asked, client_user, user):
    propose_terms(acting_user=user, session_id=asked.pk, price_minor=20_000)
    change = the_change(asked)
    for wrong in (user, UserFactory(), UserFactory(is_staff=True)):
        for answer in (agree_change, decline_change):
            with pytest.raises(PermissionDenied):
                answer(acting_user=wrong, change_id=change.pk)
    for wrong in (client_user, UserFactory()):
        with pytest.raises(PermissionDenied):
            withdraw_change(acting_user=wrong, change_id=change.pk)
    with pytest.raises(PermissionDenied):
        propose_terms(acting_user=UserFactory(), session_id=asked.pk, price_minor=20_000)


def test_a_declined_counter_offer_leaves_the_request_as_it_was(asked, client_user, user):
    propose_terms(acting_user=user, session_id=asked.pk, price_minor=20_000)
    session = decline_change(acting_user=client_user, change_id=the_change(asked).pk, text="Too much")
    assert (session.state, session.price_minor, the_change(asked).state) == (
        SessionState.REQUESTED, 12_000, ChangeState.DECLINED
    )  # fmt: skip
    assert approve_session(acting_user=user, session_id=asked.pk).payment.amount_minor == 12_000


def test_what_becomes_of_the_request_ends_the_counter_offer(asked, client_user, user):
    propose_terms(acting_user=user, session_id=asked.pk, price_minor=20_000)
    withdraw_session(acting_user=client_user, session_id=asked.pk)
    assert the_change(asked).state == ChangeState.ENDED


def test_a_request_with_a_counter_offer_that_nobody_answers_is_over(asked, user):
    propose_terms(acting_user=user, session_id=asked.pk, price_minor=20_000)
    follow_the_clock(timezone.now() + 49 * HOUR)
    asked.refresh_from_db()
    assert (asked.state, the_change(asked).state) == (SessionState.EXPIRED, ChangeState.ENDED)


def test_terms_are_checked(asked, booked_elsewhere, user, start):
    for wrong in (
        {"price_minor": 0},
        {"price_minor": -5},
        {"price_minor": 12_000},
        {"price_minor": 9_000, "minutes": 45},
        {"price_minor": 9_000, "starts_at": timezone.now() - HOUR},
        {"price_minor": 9_000, "starts_at": start + 20 * HOUR},
        {"price_minor": 9_000, "starts_at": start + 4 * HOUR},
    ):
        with pytest.raises(ValidationError):
            propose_terms(acting_user=user, session_id=asked.pk, **wrong)
    assert not asked.changes.exists()


@pytest.fixture
def booked_elsewhere(opened, start, user):
    """Somebody else has two hours, four hours later."""
    update_service(acting_user=user, service=opened, mode="instant")
    return paid(book(opened, UserFactory(), start + 4 * HOUR))
