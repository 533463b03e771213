"""More time for a session."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from availability.models import TimeBlock
from engagements.errors import WrongState
from payments.actions import expire_payment, expire_unasked, refresh
from payments.models import Payment, Refund
from payments.queries.checks import differences
from payments.states import PaymentState
from studio.actions.changes import agree_change, propose_extension, propose_move
from studio.actions.sessions import approve_session, cancel_session, report_problem
from studio.errors import SlotGone
from studio.models import Session
from studio.states import ChangeState, SessionState
from tests.factories import UserFactory
from tests.payments.scenes import in_threads
from tests.payments.test_checkouts import pay, press
from tests.studio.changes.scenes import on_calendar, pay_for, the_change
from tests.studio.test_sessions import book, claims, paid

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


def test_the_client_extends_at_once_and_it_is_booked_when_paid(booked, client_user, start):
    propose_extension(acting_user=client_user, session_id=booked.pk, minutes=90)
    change = the_change(booked)
    assert (change.state, change.price_minor, change.payment.amount_minor) == (ChangeState.TO_PAY, 9_000, 9_000)
    [claim] = on_calendar(change)
    assert (claim.period.lower, claim.period.upper) == (start + 2 * HOUR, start + 3.5 * HOUR)
    assert claim.expires_at == change.expires_at + 2 * MINUTE
    session = pay_for(change, client_user)
    assert (session.ends_at, session.minutes, session.price_minor) == (start + 3.5 * HOUR, 210, 21_000)
    [claim] = claims(session)
    assert (claim.period.lower, claim.period.upper, claim.expires_at) == (start, start + 3.5 * HOUR, None)
    assert not on_calendar(change)
    assert change.state == ChangeState.AGREED


def test_an_extension_that_is_not_paid_gives_its_time_back(booked, opened, client_user, start):
    propose_extension(acting_user=client_user, session_id=booked.pk, minutes=60)
    change = the_change(booked)
    with pytest.raises(SlotGone):
        book(opened, UserFactory(), start + 2 * HOUR)
    Payment.objects.filter(pk=change.payment_id).update(expires_at=timezone.now() - 3 * MINUTE)
    expire_payment(payment_id=change.payment_id)
    change.refresh_from_db()
    booked.refresh_from_db()
    assert (change.state, booked.ends_at, booked.price_minor) == (ChangeState.EXPIRED, start + 2 * HOUR, 12_000)
    assert book(opened, UserFactory(), start + 2 * HOUR).state == SessionState.APPROVED


@pytest.mark.parametrize("is_taken", [False, True])
def test_an_extension_paid_late_counts_while_the_time_is_free(booked, opened, client_user, start, is_taken):
    propose_extension(acting_user=client_user, session_id=booked.pk, minutes=60)
    change = the_change(booked)
    payment = Payment.objects.get(pk=change.payment_id)
    url = press(client_user, payment)
    Payment.objects.filter(pk=payment.pk).update(expires_at=timezone.now() - 3 * MINUTE)
    expire_unasked(payment_id=payment.pk)
    if is_taken:
        book(opened, UserFactory(), start + 2 * HOUR)
    pay(url)
    refresh(attempt_id=payment.attempts.get().pk)
    change.refresh_from_db()
    booked.refresh_from_db()
    assert change.state == (ChangeState.EXPIRED if is_taken else ChangeState.AGREED)
    assert booked.minutes == (120 if is_taken else 180)
    assert Refund.objects.count() == int(is_taken)
    assert not differences()


def test_the_professional_agrees_to_more_time_where_it_is_not_booked_at_once(asked, opened, client_user, user, start):
    approve_session(acting_user=user, session_id=asked.pk)
    session = paid(Session.objects.get(pk=asked.pk))
    propose_extension(acting_user=client_user, session_id=session.pk, minutes=30)
    change = the_change(session)
    assert (change.state, on_calendar(change).exists()) == (ChangeState.PROPOSED, False)
    agree_change(acting_user=user, change_id=change.pk)
    change.refresh_from_db()
    assert (change.state, on_calendar(change).exists()) == (ChangeState.TO_PAY, True)
    assert pay_for(change, client_user).ends_at == start + 2.5 * HOUR


def test_the_professional_proposes_more_time_and_the_client_pays(booked, client_user, user, start):
    propose_extension(acting_user=user, session_id=booked.pk, minutes=30)
    agree_change(acting_user=client_user, change_id=the_change(booked).pk)
    assert pay_for(the_change(booked), client_user).ends_at == start + 2.5 * HOUR


def test_more_time_is_checked(booked, client_user, start, user):
    for wrong in (0, -30, 45, 24 * 60):
        with pytest.raises(ValidationError):
            propose_extension(acting_user=client_user, session_id=booked.pk, minutes=wrong)
    with pytest.raises(WrongState):
        propose_extension(acting_user=client_user, session_id=booked.pk, minutes=30, at=start + 2 * HOUR)
    assert not booked.changes.exists()


def test_more_time_against_a_rival_has_one_winner(booked, opened, client_user, start):
    rivals = [UserFactory() for _ in range(7)]

    def extend():
        propose_extension(acting_user=client_user, session_id=booked.pk, minutes=60)

    raised = in_threads(extend, *(lambda rival=rival: book(opened, rival, start + 2 * HOUR) for rival in rivals))
    assert [type(error) for error in raised].count(type(None)) == 1
    assert {type(error).__name__ for error in raised if error} <= {"SlotGone", "Busy"}
    taken = TimeBlock.objects.claims().filter(period__startswith__gte=start + 2 * HOUR)
    assert len(taken) == 1


def test_calling_it_off_gives_both_payments_back_by_the_tiers(booked, client_user, start):
    propose_extension(acting_user=client_user, session_id=booked.pk, minutes=60)
    session = pay_for(the_change(booked), client_user)
    cancel_session(acting_user=client_user, session_id=session.pk, text="Ill", at=start - 2 * DAY - HOUR)
    assert sorted(Refund.objects.values_list("amount_minor", flat=True)) == [3_000, 6_000]
    assert not differences()


def test_a_dispute_ends_what_is_to_be_paid(booked, client_user, start):
    propose_extension(acting_user=client_user, session_id=booked.pk, minutes=60)
    change = the_change(booked)
    report_problem(acting_user=client_user, session_id=booked.pk, kind="no_show", text="Nobody came", at=start + HOUR)
    change.refresh_from_db()
    assert (change.state, change.payment.state) == (ChangeState.ENDED, PaymentState.CANCELLED)
    assert not on_calendar(change)


def test_one_proposal_at_a_time_even_in_the_database(booked, client_user, start):
    propose_move(acting_user=client_user, session_id=booked.pk, starts_at=start + HOUR)
    again = the_change(booked)
    again.pk, again._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)
