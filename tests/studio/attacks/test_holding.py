"""Keeping other people's time without ever paying for it."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils.timezone import now

from payments.actions.outside import mark_paid_outside
from payments.models import Payment
from payments.periodic import expire_payments
from payments.states import Means
from studio.actions.changes import propose_extension, withdraw_change
from studio.actions.sessions import withdraw_session
from studio.errors import TooManyLapses
from studio.models import Lapse, Session, SessionChange
from studio.states import SessionState
from tests.factories import UserFactory
from tests.studio.attacks.scenes import state_of
from tests.studio.changes.scenes import the_change
from tests.studio.test_sessions import book, claims
from tests.studio.test_slots import a_stored_service

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]


def test_nobody_books_and_withdraws_the_same_slot_all_day(client, opened, client_user, start):
    """Each time the slot is claimed for 15 minutes, and the professional is told; nothing ever expires."""
    for _time in range(6):
        withdraw_session(acting_user=client_user, session_id=book(opened, client_user, start).pk)
    with pytest.raises(TooManyLapses):
        book(opened, client_user, start)
    client.force_login(client_user)
    form = {"start": start.isoformat(), "minutes": 120, "price": 12_000, "is_remote": "True", "notes": "", "sure": "1"}
    page = client.post(reverse("studio:book_review", args=["low-end", opened.pk]), form)
    assert (page.status_code, Session.objects.count()) == (409, 6)
    assert "Try again tomorrow" in page.text
    other = book(opened, UserFactory(), start)
    assert claims(other).exists(), "others book it meanwhile"


def test_work_without_a_time_holds_nothing_and_may_be_withdrawn_again(client_user, user, professional):
    fixed = a_stored_service(user, professional, rate_kind="fixed", mode="instant", amount_minor=9_000)
    for _time in range(7):
        session = book(fixed, client_user, None, minutes=None, expected_price=9_000)
        withdraw_session(acting_user=client_user, session_id=session.pk)
    assert Session.objects.count() == 7


def test_nobody_keeps_the_evening_by_more_time_that_is_never_paid(session, client_user):
    for _time in range(3):
        propose_extension(acting_user=client_user, session_id=session.pk, minutes=240)
        withdraw_change(acting_user=client_user, change_id=the_change(session).pk)
    with pytest.raises(TooManyLapses):
        propose_extension(acting_user=client_user, session_id=session.pk, minutes=240)
    assert SessionChange.objects.count() == 3


def test_more_time_that_was_declined_does_not_count(session, client_user, user):
    for _time in range(4):
        propose_extension(acting_user=user, session_id=session.pk, minutes=30)
        withdraw_change(acting_user=user, change_id=the_change(session).pk)
    propose_extension(acting_user=client_user, session_id=session.pk, minutes=30)
    assert the_change(session).payment_id is not None


def test_who_only_says_that_they_have_paid_in_cash_keeps_no_slot(opened, client_user, start):
    session = book(opened, client_user, start)
    payment = Payment.objects.get(pk=session.payment_id)
    mark_paid_outside(acting_user=client_user, payment_id=payment.pk, means=Means.CASH, version=payment.version)
    Payment.objects.update(expires_at=now() - dt.timedelta(seconds=121))
    expire_payments()
    assert (state_of(session), claims(session).exists()) == (SessionState.EXPIRED, False)
    assert Lapse.objects.filter(user=client_user).count() == 1
