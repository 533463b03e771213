"""Many at once: whoever comes first, money is counted once, and the ledger agrees with everything."""

from functools import partial

import pytest
from django.utils.timezone import now

from payments import periodic, provider
from payments.actions import (
    carry_out_refund,
    expire_payment,
    handle_event,
    promise_refund,
    refresh,
    store_event,
)
from payments.models import Payment, Refund, WebhookEvent
from payments.queries import differences
from payments.states import OutgoingState, PaymentState, RefundReason
from tests.factories import UserFactory
from tests.payments.reports import SECRET, bring, decide, dispute, made
from tests.payments.scenes import DAY, owed, send
from tests.payments.test_checkouts import pay, press, state_of
from tests.threads import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy, pytest.mark.race]


@pytest.fixture(autouse=True)
def signed(settings):
    settings.STRIPE_WEBHOOK_SECRET = SECRET


@pytest.fixture
def payment(stripe_site):
    return owed()


@pytest.fixture
def paid(payment):
    assert pay(press(UserFactory(), payment)) == 303
    return payment


def together(*doings):
    return at_once(len(doings), lambda number: doings[number]())


def errors(results):
    return [result for result in results if isinstance(result, Exception)]


def test_return_page_events_and_reconciliation_at_once(paid, monkeypatch):
    monkeypatch.setattr(periodic, "LOOKED_AT_AFTER", DAY * 0)
    attempt, events = paid.attempts.get(), made()
    for told in events:
        bring(told)
    results = together(
        partial(refresh, attempt_id=attempt.pk),
        partial(refresh, attempt_id=attempt.pk),
        *(partial(handle_event, event_id=told["id"]) for told in events),
        *(partial(handle_event, event_id=told["id"]) for told in events),
        periodic.reconcile,
    )
    assert errors(results) == []
    assert state_of(paid) == PaymentState.PAID
    assert sorted(paid.entries.values_list("kind", flat=True)) == ["charge", "costs"]
    assert {event.problem for event in WebhookEvent.objects.all()} == {""}
    assert differences() == []


def test_the_same_event_at_once_is_stored_once(payment):
    told = provider.Told("evt_1", "charge.succeeded", "", "ch_1", False, now())
    assert errors(at_once(6, lambda _number: store_event(told))) == []
    assert WebhookEvent.objects.count() == 1


def test_a_refund_of_ours_and_one_in_the_dashboard_at_once(paid):
    refresh(attempt_id=paid.attempts.get().pk)
    charge = paid.attempts.get().charge_id
    refund = promise_refund(
        acting_user=None, payment_id=paid.pk, amount_minor=10_000, reason=RefundReason.BY_STAFF,
        version=Payment.objects.get(pk=paid.pk).version,
    )  # fmt: skip
    together(
        partial(carry_out_refund, refund_id=refund.pk),
        lambda: provider.client._client().v1.refunds.create({"charge": charge}),
    )
    for told in made("refund.created"):
        bring(told)
        handle_event(event_id=told["id"])
    assert state_of(paid) == PaymentState.REFUNDED
    assert Refund.objects.filter(state=OutgoingState.DONE).count() == 1
    assert differences() == provider.differences_at_provider() == []


def test_a_chargeback_and_a_refund_at_once(paid, stripe_site):
    """Whichever the bank took first: the other one fails, and nothing is counted twice."""
    refresh(attempt_id=paid.attempts.get().pk)
    refund = promise_refund(
        acting_user=None, payment_id=paid.pk, amount_minor=10_000, reason=RefundReason.BY_STAFF,
        version=Payment.objects.get(pk=paid.pk).version,
    )  # fmt: skip
    dispute(stripe_site, paid.attempts.get().charge_id)
    [told] = made("charge.dispute.created")
    bring(told)
    results = together(
        partial(handle_event, event_id=told["id"]), partial(carry_out_refund, refund_id=refund.pk), periodic.reconcile
    )
    assert errors(results) == []
    assert (state_of(paid), Refund.objects.get().state) == (PaymentState.CHARGED_BACK, OutgoingState.FAILED)
    assert differences() == []


def test_a_chargeback_and_a_transfer_at_once(paid, stripe_site):
    """The transfer is in time, and its payee owes it; or it is refused."""
    refresh(attempt_id=paid.attempts.get().pk)
    attempt = paid.attempts.get()
    found = dispute(stripe_site, attempt.charge_id)
    [told] = made("charge.dispute.created")
    bring(told)
    together(partial(handle_event, event_id=told["id"]), partial(send, attempt, 8_500))
    owes = sum(
        paid.entries.get(kind="chargeback").lines.filter(account="receivable").values_list("amount_minor", flat=True)
    )
    assert owes == (8_500 if attempt.transfers.exists() else 0)
    decide(stripe_site, found, "won")
    assert differences() == []


def test_all_events_of_a_dispute_at_once(paid, stripe_site):
    refresh(attempt_id=paid.attempts.get().pk)
    decide(stripe_site, dispute(stripe_site, paid.attempts.get().charge_id), "won")
    events = [told for told in made() if told["type"].startswith("charge.dispute.")]
    for told in events:
        bring(told)
    assert errors(together(*(partial(handle_event, event_id=told["id"]) for told in events * 2))) == []
    assert state_of(paid) == PaymentState.PAID
    assert paid.entries.filter(kind__startswith="chargeback").count() == 2
    assert differences() == []


def test_two_payers_open_one_page_and_pay_once(payment):
    first, second = UserFactory(), UserFactory()
    urls = together(partial(press, first, payment), partial(press, second, payment))
    assert len(set(urls)) == 1
    together(partial(pay, urls[0]), partial(pay, urls[0]))
    refresh(attempt_id=payment.attempts.get().pk)
    assert len(made("charge.succeeded")) == 1
    assert (state_of(payment), Refund.objects.count()) == (PaymentState.PAID, 0)


@pytest.mark.parametrize("round", range(3))
def test_paid_and_expired_at_once(payment, round):
    url = press(UserFactory(), payment)
    Payment.objects.update(expires_at=now())
    paying, _payment = together(partial(pay, url), partial(expire_payment, payment_id=payment.pk))
    refresh(attempt_id=payment.attempts.get().pk)
    assert state_of(payment) == (PaymentState.PAID if paying == 303 else PaymentState.EXPIRED)
    assert Refund.objects.count() == 0
    assert differences() == []


def test_many_sweeps_expire_it_once(payment):
    press(UserFactory(), payment)
    version = Payment.objects.get().version
    Payment.objects.update(expires_at=now())
    assert errors(at_once(4, lambda _number: periodic.expire_payments())) == []
    found = Payment.objects.get()
    assert (found.state, found.version) == (PaymentState.EXPIRED, version + 2)  # due again, then expired
