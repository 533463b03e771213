"""Payments that something waits for: expired when their time is over, unless the provider says that they are paid."""

import datetime as dt

import pytest
import requests
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.timezone import now

from payments import hooks, periodic, provider
from payments.actions import expire_payment, expire_unasked, refresh
from payments.models import Attempt, Payment, Refund
from payments.queries import differences
from payments.states import AttemptState, Means, PaymentState, RefundReason
from tests.factories import UserFactory
from tests.payments.scenes import owed
from tests.payments.test_checkouts import pay, press, state_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def payment(stripe_site):
    """Its time is not over yet."""
    payment = owed()
    Payment.objects.update(expires_at=now() + MINUTE)
    return payment


def let_pass(**past):
    Payment.objects.update(expires_at=now() - dt.timedelta(**past))


def silent(stripe_site, times=30):
    requests.post(f"{stripe_site}/faults", data={"before": str(times)}, timeout=5)


def test_before_its_time_is_over_nothing_happens(payment):
    press(UserFactory(), payment)
    assert (periodic.expire_payments(), expire_payment(payment_id=payment.pk).state) == (0, PaymentState.PROCESSING)


def test_whose_page_is_open_expires_and_its_page_closes(payment):
    url = press(UserFactory(), payment)
    let_pass(seconds=1)
    assert periodic.expire_payments() == 1
    assert (state_of(payment), payment.attempts.get().state) == (PaymentState.EXPIRED, AttemptState.EXPIRED)
    assert pay(url) == 410
    assert periodic.expire_payments() == 0


def test_without_a_page_it_expires_at_once(payment):
    let_pass(seconds=1)
    periodic.expire_payments()
    assert state_of(payment) == PaymentState.EXPIRED


def test_paid_in_the_last_second_it_is_paid(payment):
    pay(press(UserFactory(), payment))
    let_pass(seconds=1)
    periodic.expire_payments()
    assert state_of(payment) == PaymentState.PAID
    assert differences() == []


def test_what_has_no_such_time_stays_payable_after_it_was_due(stripe_site):
    payment = owed()
    Payment.objects.update(due_at=now() - dt.timedelta(days=3))
    assert periodic.expire_payments() == 0
    assert pay(press(UserFactory(), payment)) == 303


def test_nobody_begins_to_pay_once_its_time_is_over(payment):
    let_pass(seconds=1)
    with pytest.raises(ValidationError, match="too late to pay"):
        press(UserFactory(), payment)


def test_while_the_provider_is_silent_it_waits_for_two_minutes(payment, stripe_site):
    press(UserFactory(), payment)
    let_pass(seconds=90)
    silent(stripe_site)
    with pytest.raises(provider.ProviderDown):
        expire_payment(payment_id=payment.pk)
    periodic.expire_payments()
    assert state_of(payment) == PaymentState.PROCESSING
    let_pass(seconds=121)
    periodic.expire_payments()
    assert state_of(payment) == PaymentState.EXPIRED
    silent(stripe_site, 0)
    assert periodic.expire_payments() == 0  # nobody asks before the silence is over
    cache.delete(periodic.SILENCE)
    assert periodic.expire_payments() == 1  # its page, which is open for nothing
    assert payment.attempts.get().state == AttemptState.EXPIRED


def test_a_silent_provider_is_asked_once_for_all(stripe_site):
    payments = [owed() for _payment in range(3)]
    for payment in payments:
        press(UserFactory(), payment)
    let_pass(seconds=1)
    silent(stripe_site)
    assert (periodic.expire_payments(), periodic.expire_payments()) == (1, 0)
    silent(stripe_site, 0)
    cache.delete(periodic.SILENCE)
    assert periodic.expire_payments() == 3


def test_a_page_that_is_just_being_opened_is_waited_for(payment):
    Attempt.objects.create(payment=payment, means=Means.CARD, expires_at=now() + MINUTE)
    let_pass(seconds=1)
    assert expire_payment(payment_id=payment.pk).state == PaymentState.DUE
    let_pass(seconds=121)
    assert expire_unasked(payment_id=payment.pk).state == PaymentState.EXPIRED


@pytest.mark.parametrize(("counts", "state"), [(True, PaymentState.PAID), (False, PaymentState.EXPIRED)])
def test_paid_late(payment, counts, state):
    """While the provider was silent, the time passed; then it turns out that somebody paid."""
    answers = hooks.may_still_count._functions
    asked = hooks.may_still_count.register(lambda payment: counts)
    try:
        url = press(UserFactory(), payment)
        let_pass(seconds=121)
        expire_unasked(payment_id=payment.pk)
        pay(url)
        refresh(attempt_id=payment.attempts.get().pk)
    finally:
        answers.remove(asked)
    assert state_of(payment) == state
    assert [refund.reason for refund in Refund.objects.all()] == ([] if counts else [RefundReason.TOO_LATE])
    assert differences() == []


def test_after_a_failure_an_expired_page_leaves_it_due(payment):
    """Found by reading: a payment that had failed could not become due again."""
    press(UserFactory(), payment)
    Attempt.objects.update(state=AttemptState.FAILED, ended_at=now())
    Payment.objects.update(state=PaymentState.FAILED)
    attempt = Attempt.objects.create(payment=payment, means=Means.CARD, expires_at=now() + 31 * MINUTE)
    session = provider.begin_checkout(
        attempt, payment, name="x", success_url="http://localhost/", cancel_url="http://localhost/", language="en"
    )
    provider.client._client().v1.checkout.sessions.expire(session.checkout_id)
    assert refresh(attempt_id=attempt.pk).state == PaymentState.DUE
