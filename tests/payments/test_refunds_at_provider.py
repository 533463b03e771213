"""Refunds that somebody made in the provider's dashboard, and refunds that came back."""

import pytest
import requests

from notifications.kinds import registry
from notifications.models import Notification
from payments import provider
from payments.actions import (
    Unsettled,
    apply_refund,
    carry_out_refund,
    left_to_refund,
    promise_refund,
    refresh,
    send_to_payees,
)
from payments.models import Payment, Refund, Reversal
from payments.queries import balances, differences
from payments.states import Account, OutgoingState, PaymentState, RefundReason
from tests.factories import UserFactory
from tests.payments.reports import SECRET, bring_all, event, made
from tests.payments.scenes import connected, owed
from tests.payments.test_checkouts import pay, press, state_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]


@pytest.fixture(autouse=True)
def signed(settings):
    settings.STRIPE_WEBHOOK_SECRET = SECRET


@pytest.fixture
def payment(stripe_site):
    payment = owed()
    assert pay(press(UserFactory(), payment)) == 303
    return refresh(attempt_id=payment.attempts.get().pk)


@pytest.fixture
def charge(payment):
    return payment.attempts.get().charge_id


@pytest.fixture
def staff(db):
    return UserFactory(is_staff=True)


def give_back_there(charge, **more):
    return provider.client._client().v1.refunds.create({"charge": charge} | more).id


def come_back(stripe_site, refund_id):
    requests.post(f"{stripe_site}/refunds/{refund_id}/fail", timeout=5).raise_for_status()


def promise(payment, amount):
    version = Payment.objects.get(pk=payment.pk).version
    return promise_refund(
        acting_user=None, payment_id=payment.pk, amount_minor=amount, reason=RefundReason.BY_STAFF, version=version
    )


def owed_to_payee(payment):
    return -balances(payment.shares.get().payee, livemode=False).get((Account.PAYEE, "EUR"), 0)


def test_part_by_part(payment, charge):
    for amount, state in ((2_500, "partly_refunded"), (7_500, "refunded")):
        give_back_there(charge, amount=amount)
        bring_all(*made("refund.created", "charge.refunded"))
        assert state_of(payment) == state
        assert differences() == []
    assert set(Refund.objects.values_list("reason", "state")) == {(RefundReason.AT_PROVIDER, OutgoingState.DONE)}
    assert owed_to_payee(payment) == 0


def test_ours_is_not_taken_for_one_of_theirs(payment):
    refund = promise(payment, 4_000)
    provider.give_back(refund)  # and the process dies before it notes the answer
    bring_all(*made("refund.created"))
    known = Refund.objects.get()
    assert (known.pk, known.state, known.reason) == (refund.pk, OutgoingState.DONE, RefundReason.BY_STAFF)
    assert carry_out_refund(refund_id=refund.pk).provider_id == known.provider_id
    assert differences() == []


def test_both_at_once_give_back_once(payment, charge, staff):
    """We promised a refund, and before the worker came, staff made it in the dashboard."""
    refund = promise(payment, 10_000)
    give_back_there(charge)
    [waiting] = bring_all(*made("refund.created"))
    assert (waiting.handled_at, "more than is left" in waiting.problem) == (None, True)
    assert carry_out_refund(refund_id=refund.pk).state == OutgoingState.FAILED
    [handled] = bring_all(*made("refund.created"))
    assert (handled.problem, state_of(payment)) == ("", PaymentState.REFUNDED)
    assert differences() == []


def test_after_the_payee_was_paid_out_its_money_is_taken_back(payment, charge):
    payee = payment.shares.get().payee
    connected(payee)
    send_to_payees(payment_id=payment.pk)
    give_back_there(charge)
    [handled] = bring_all(*made("refund.created"))
    assert (handled.problem, state_of(payment)) == ("", PaymentState.REFUNDED)
    assert balances(payee, livemode=False) == {(Account.RECEIVABLE, "EUR"): 8_500}
    carry_out_refund(refund_id=Refund.objects.get().pk)
    assert Reversal.objects.get().state == OutgoingState.DONE
    assert balances(payee, livemode=False) == {}
    assert differences() == []


def test_staff_are_told_of_what_waits_for_minutes(payment, charge, staff):
    """Most of what waits is settled at the next try. Here our own refund is in its way."""
    promise(payment, 10_000)
    seen_id = give_back_there(charge)
    told = []
    for _try in range(4):
        [waiting] = bring_all(*made("refund.created"))
        told.append(Notification.objects.filter(user=staff).count())
    assert (waiting.handled_at, told) == (None, [0, 0, 1, 1])
    [seen] = provider.refunds_of(charge)
    with pytest.raises(Unsettled, match=seen_id):
        apply_refund(attempt_id=payment.attempts.get().pk, seen=seen)


@pytest.mark.parametrize("amount", [4_000, 10_000])
def test_one_that_comes_back_is_owed_again(payment, stripe_site, staff, amount):
    refund = carry_out_refund(refund_id=promise(payment, amount).pk)
    come_back(stripe_site, refund.provider_id)
    for _time in range(2):
        bring_all(*made("refund.failed"))
    assert Refund.objects.get().state == OutgoingState.FAILED
    assert (state_of(payment), owed_to_payee(payment), left_to_refund(payment)) == (PaymentState.PAID, 8_500, 10_000)
    told = Notification.objects.get(user=staff)
    assert told.data == {"refund": str(refund.pk)}
    assert "has failed" in registry.render(told, staff).subject
    assert registry.render(told, UserFactory()) is None
    assert differences() == []


def test_one_of_two_comes_back(payment, stripe_site):
    first, _second = (carry_out_refund(refund_id=promise(payment, 5_000).pk) for _time in range(2))
    assert state_of(payment) == PaymentState.REFUNDED
    come_back(stripe_site, first.provider_id)
    bring_all(*made("refund.failed"))
    assert state_of(payment) == PaymentState.PARTLY_REFUNDED
    assert differences() == []


def test_one_that_failed_there_before_we_knew_of_it_is_nothing(payment, charge, stripe_site):
    come_back(stripe_site, give_back_there(charge))
    bring_all(*made("refund.failed", "refund.created"))
    assert (Refund.objects.count(), state_of(payment)) == (0, PaymentState.PAID)


def test_a_refund_of_somebody_elses_charge_is_no_matter(payment, charge, stripe_site):
    requests.post(f"{stripe_site}/objects/{charge}", json={"object": "charge", "metadata": {}}, timeout=5)
    [handled] = bring_all(event("charge.refunded", charge))
    assert (handled.problem, Refund.objects.count()) == ("", 0)
