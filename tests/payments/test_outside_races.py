"""Two people at once over a payment that goes outside the site, on committed rows."""

from functools import partial

import pytest
import requests
from django.core.exceptions import ValidationError

from payments.actions import refresh
from payments.actions.outside import (
    confirm_outside,
    deny_outside,
    mark_paid_outside,
    record_paid_outside,
    take_back_mark,
)
from payments.models import Attempt, LedgerEntry, Payment, Refund
from payments.queries import differences
from payments.states import AttemptState, Means, PaymentState, RefundReason
from tests.payments.scenes import owed
from tests.payments.test_outside import leader_of, mark, pay, press
from tests.threads import ROUNDS, at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


@pytest.fixture(params=range(ROUNDS))
def payment(request):
    return owed()


@pytest.fixture
def payer(payment):
    return leader_of(payment.payer)


@pytest.fixture
def payee(payment):
    return leader_of(payment.shares.get().payee)


def run(*deeds):
    return at_once(len(deeds), lambda number: deeds[number]())


def refusals(results):
    """How many were refused; anything but a refusal or a result fails the test."""
    errors = [result for result in results if isinstance(result, Exception)]
    assert all(isinstance(error, ValidationError) for error in errors), errors
    return len(errors)


def test_marked_twice_at_once(payment, payer):
    deed = partial(
        mark_paid_outside, acting_user=payer, payment_id=payment.pk, means=Means.CASH, version=payment.version
    )
    assert refusals(run(*[deed] * 4)) == 0
    assert (payment.attempts.count(), Payment.objects.get().state) == (1, PaymentState.PROCESSING)


def test_two_leaders_confirm_at_once(payment, payer, payee):
    mark(payer, payment)
    attempt = payment.attempts.get()
    other = leader_of(payment.shares.get().payee)
    deeds = [partial(confirm_outside, acting_user=user, attempt_id=attempt.pk) for user in (payee, other, payee)]
    assert refusals(run(*deeds)) == 0
    assert LedgerEntry.objects.count() == 1
    assert differences() == []


def test_confirmed_denied_and_taken_back_at_once(payment, payer, payee):
    mark(payer, payment)
    attempt = payment.attempts.get()
    results = run(
        partial(confirm_outside, acting_user=payee, attempt_id=attempt.pk),
        partial(deny_outside, acting_user=payee, attempt_id=attempt.pk),
        partial(take_back_mark, acting_user=payer, attempt_id=attempt.pk),
    )
    fresh, after = Payment.objects.get(), Attempt.objects.get()
    outcomes = {
        AttemptState.PAID: {PaymentState.PAID},
        AttemptState.FAILED: {PaymentState.FAILED, PaymentState.DUE},
    }
    assert fresh.state in outcomes[after.state]
    assert LedgerEntry.objects.count() == (after.state == AttemptState.PAID)
    # Denied first, taking back has nothing to do and says nothing; all others hear that they came too late.
    assert refusals(results) == (1 if fresh.state == PaymentState.FAILED else 2)
    assert differences() == []


def test_marked_recorded_and_confirmed_at_once(payment, payer, payee):
    about = {"payment_id": payment.pk, "version": payment.version}
    results = run(
        partial(mark_paid_outside, acting_user=payer, means=Means.TRANSFER, **about),
        partial(record_paid_outside, acting_user=payee, means=Means.CASH, **about),
        partial(record_paid_outside, acting_user=payee, means=Means.CASH, **about),
    )
    assert refusals(results) <= 1
    assert (Payment.objects.get().state, LedgerEntry.objects.count()) == (PaymentState.PAID, 1)
    assert differences() == []


def test_marked_while_the_page_is_being_paid(payment, payer, payee, stripe_site):
    """Whoever comes first: the payment is paid once, and money that came besides goes back."""
    url = press(payer, payment)
    version = Payment.objects.get().version
    card = payment.attempts.get()
    results = run(
        partial(requests.post, url, data={"card": "4242424242424242"}, allow_redirects=False, timeout=20),
        partial(record_paid_outside, acting_user=payee, payment_id=payment.pk, means=Means.CASH, version=version),
        partial(mark_paid_outside, acting_user=payer, payment_id=payment.pk, means=Means.CASH, version=version),
    )
    answer, *said = results
    refusals(said)
    refresh(attempt_id=card.pk)
    for attempt in payment.attempts.filter(state=AttemptState.PROCESSING):
        confirm_outside(acting_user=payee, attempt_id=attempt.pk)
    paid = payment.attempts.filter(state=AttemptState.PAID)
    assert Payment.objects.get().state == PaymentState.PAID
    assert (answer.status_code == 303) == paid.filter(means=Means.CARD).exists()
    assert Refund.objects.filter(reason=RefundReason.PAID_TWICE).count() == paid.count() - 1
    assert differences() == []


def test_two_pages_are_opened_while_it_is_marked(payment, payer, payee, stripe_site):
    results = run(partial(press, payer, payment), partial(mark, payer, payment), partial(press, payer, payment))
    assert all(not isinstance(result, Exception) or isinstance(result, ValidationError) for result in results), results
    running = payment.attempts.exclude(state__in=[AttemptState.EXPIRED, AttemptState.FAILED]).get()
    if running.means == Means.CASH or running.means == Means.TRANSFER:
        urls = {result for result in results if isinstance(result, str)}
        assert all(pay(url) == 410 for url in urls)
