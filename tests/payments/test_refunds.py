"""Refunds, against the stand-in: from the promise to the ledger, however often and however broken in between."""

import pytest
import requests
from django.core.exceptions import ValidationError

from payments import provider
from payments.actions import Share, carry_out_refund, left_to_refund, promise_refund, refresh
from payments.models import Attempt, Payment, Refund
from payments.queries import balances, differences
from payments.states import Account, OutgoingState, PaymentState, RefundReason
from tests.factories import PartyFactory, UserFactory
from tests.payments.scenes import owed, paid, send
from tests.payments.test_checkouts import pay, press

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]


@pytest.fixture
def payees(db):
    return PartyFactory(), PartyFactory()


@pytest.fixture
def payment(stripe_site, payees):
    """EUR 100 paid by card: EUR 60 for one, with a fee of 10, and EUR 40 for another."""
    made = owed(Share(payees[0], 6_000, 1_000), Share(payees[1], 4_000))
    assert pay(press(UserFactory(), made)) == 303
    return refresh(attempt_id=made.attempts.get().pk)


def promise(payment, amount):
    return promise_refund(
        acting_user=None,
        payment_id=payment.pk,
        amount_minor=amount,
        reason=RefundReason.CANCELLED,
        version=Payment.objects.get(pk=payment.pk).version,
    )


def owed_to(*payees):
    return [-balances(payee, livemode=False).get((Account.PAYEE, "EUR"), 0) for payee in payees]


def test_part_by_part_until_nothing_is_left(payment, payees):
    for amount, state in ((3_333, "partly_refunded"), (3_333, "partly_refunded"), (3_334, "refunded")):
        refund = carry_out_refund(refund_id=promise(payment, amount).pk)
        assert (refund.state, Payment.objects.get().state) == (OutgoingState.DONE, state)
        assert differences() == []
    assert owed_to(*payees) == [0, 0]


def test_what_goes_back_comes_from_each_in_proportion(payment, payees):
    carry_out_refund(refund_id=promise(payment, 5_000).pk)
    assert owed_to(*payees) == [2_500, 2_000]


@pytest.mark.parametrize("amount", [0, -1, 10_001])
def test_no_more_than_is_left(payment, amount):
    with pytest.raises(ValidationError, match="can’t refund that much"):
        promise(payment, amount)


def test_what_was_sent_on_can_be_refunded_too(payment, payees):
    send(payment.attempts.get(), 4_000, payees[1])
    assert left_to_refund(payment) == 10_000
    refund = promise(payment, 10_000)
    [reversal] = refund.reversals.all()
    assert (reversal.transfer.payee, reversal.amount_minor) == (payees[1], 4_000)
    assert left_to_refund(payment) == 0


def test_a_second_press_refunds_nothing_more(payment):
    promise_refund(
        acting_user=None, payment_id=payment.pk, amount_minor=1, reason=RefundReason.BY_STAFF, version=payment.version
    )
    with pytest.raises(ValidationError, match="has changed"):
        promise_refund(
            acting_user=None, payment_id=payment.pk, amount_minor=1, reason=RefundReason.BY_STAFF,
            version=payment.version,
        )  # fmt: skip


@pytest.mark.parametrize("fault", ["before", "after"])
def test_an_answer_that_got_lost_refunds_once(payment, stripe_site, fault):
    refund = promise(payment, 10_000)
    requests.post(f"{stripe_site}/faults", data={fault: "10"}, timeout=5)
    with pytest.raises(provider.ProviderDown):
        carry_out_refund(refund_id=refund.pk)
    requests.post(f"{stripe_site}/faults", data={fault: ""}, timeout=5)
    assert Refund.objects.get().state == OutgoingState.BEGUN
    for _time in range(2):
        assert carry_out_refund(refund_id=refund.pk).state == OutgoingState.DONE
    assert Payment.objects.get().state == PaymentState.REFUNDED
    assert differences() == []


def test_a_second_payment_goes_back_and_the_payment_stays_paid(stripe_site):
    payment, payer = owed(), UserFactory()
    first = press(payer, payment)
    Attempt.objects.update(state="expired", ended_at=payment.created_at)
    Payment.objects.update(state="due")
    assert pay(press(payer, payment)) == pay(first) == 303
    for attempt in payment.attempts.order_by("-begun_at"):
        refresh(attempt_id=attempt.pk)
    refund = carry_out_refund(refund_id=Refund.objects.get().pk)
    assert (refund.reason, Payment.objects.get().state) == (RefundReason.PAID_TWICE, PaymentState.PAID)
    assert left_to_refund(payment) == 10_000
    assert differences() == []


def test_cards_take_some_currencies_in_larger_steps(stripe_site):
    payment = owed(Share(PartyFactory(), 20_000), currency="KWD")
    attempt = paid(payment)
    with pytest.raises(ValidationError, match="in steps of") as raised:
        promise(payment, 12_345)
    assert "amount" in raised.value.message_dict
    assert promise(payment, 12_340).amount_minor == 12_340
    refund = Refund.objects.create(attempt=attempt, amount_minor=5, reason=RefundReason.CANCELLED)
    assert carry_out_refund(refund_id=refund.pk).state == OutgoingState.FAILED
