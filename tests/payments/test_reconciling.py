"""The hourly reconciliation finds what no event reported, and `check_ledger` what nobody has found."""

import datetime as dt
import io
from dataclasses import replace

import pytest
import requests
from django.core.management import CommandError, call_command
from django.utils.timezone import now

from notifications.models import Notification
from payments import periodic, provider
from payments.actions import carry_out_refund, handle_event, promise_refund, refresh
from payments.actions.applying import apply
from payments.models import Attempt, Dispute, LedgerEntry, Payment, Refund, WebhookEvent
from payments.queries import differences
from payments.states import AttemptState, DisputeState, OutgoingState, PaymentState, RefundReason
from tests.factories import UserFactory
from tests.payments.reports import change, decide, dispute
from tests.payments.scenes import owed
from tests.payments.test_checkouts import pay, press, state_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]


@pytest.fixture
def payment(stripe_site):
    """Paid at the provider; the site does not know of it yet."""
    payment = owed()
    assert pay(press(UserFactory(), payment)) == 303
    return payment


@pytest.fixture
def known(payment):
    """Paid, and the site knows it."""
    return refresh(attempt_id=payment.attempts.get().pk)


def reconcile():
    """As the clock and then the worker do."""
    found = periodic.reconcile()
    for id in WebhookEvent.objects.filter(handled_at=None).values_list("pk", flat=True):
        handle_event(event_id=id)
    return found


def charge_of(payment):
    return payment.attempts.get().charge_id


def check():
    told = io.StringIO()
    call_command("check_ledger", "--provider", stdout=told)
    return told.getvalue()


def test_where_nothing_differs_nothing_is_found(known):
    assert reconcile() == 0
    assert "reports the same" in check()


def test_a_running_attempt_is_looked_at_again(payment, monkeypatch):
    assert (periodic.look_at_running(), state_of(payment)) == (0, PaymentState.PROCESSING)  # it has just begun
    monkeypatch.setattr(periodic, "LOOKED_AT_AFTER", dt.timedelta())
    assert (periodic.look_at_running(), state_of(payment)) == (1, PaymentState.PAID)


def test_a_charge_is_found_that_no_event_reported(payment):
    """The attempt has been given up here: nothing else would look at it again."""
    Attempt.objects.update(state=AttemptState.EXPIRED, ended_at=now())
    Payment.objects.update(state=PaymentState.DUE)
    with pytest.raises(CommandError, match="1 differences"):
        check()
    assert reconcile() == 1
    assert state_of(payment) == PaymentState.PAID
    assert reconcile() == 0
    check()


def test_costs_that_were_told_later(known):
    """As at providers that reckon some time after they have charged."""
    other = owed()
    assert pay(press(UserFactory(), other)) == 303
    attempt = other.attempts.get()

    apply(attempt_id=attempt.pk, seen=replace(provider.look(attempt), costs_minor=None))
    with pytest.raises(CommandError):
        check()
    assert reconcile() == 1
    assert LedgerEntry.objects.filter(kind="costs").count() == 2
    check()


def test_refunds_are_found(known):
    provider.client._client().v1.refunds.create({"charge": charge_of(known), "amount": 2_000})
    with pytest.raises(CommandError, match="2 differences"):  # the refund, and the sum of the charge
        check()
    assert reconcile() == 1
    assert (state_of(known), Refund.objects.get().reason) == (PaymentState.PARTLY_REFUNDED, RefundReason.AT_PROVIDER)
    assert reconcile() == 0
    check()


def test_refunds_that_came_back_are_found(known, stripe_site):
    promised = promise_refund(
        acting_user=None, payment_id=known.pk, amount_minor=10_000, reason=RefundReason.CANCELLED,
        version=Payment.objects.get().version,
    )  # fmt: skip
    refund = carry_out_refund(refund_id=promised.pk)
    check()
    requests.post(f"{stripe_site}/refunds/{refund.provider_id}/fail", timeout=5)
    with pytest.raises(CommandError):
        check()
    assert reconcile() == 1
    assert (state_of(known), Refund.objects.get().state) == (PaymentState.PAID, OutgoingState.FAILED)
    check()


def test_refunds_that_have_begun_are_carried_out_by_the_clock(known, monkeypatch):
    promise_refund(
        acting_user=None, payment_id=known.pk, amount_minor=10_000, reason=RefundReason.CANCELLED,
        version=Payment.objects.get().version,
    )  # fmt: skip
    assert periodic.carry_out_refunds() == 0  # the worker has it
    monkeypatch.setattr(periodic, "LEFT_TO_THE_TASK", dt.timedelta())
    assert periodic.carry_out_refunds() == 1
    assert state_of(known) == PaymentState.REFUNDED


def test_disputes_are_found_and_how_they_end(known, stripe_site):
    found = dispute(stripe_site, charge_of(known))
    with pytest.raises(CommandError, match="1 differences"):
        check()
    assert reconcile() == 1
    assert state_of(known) == PaymentState.CHARGED_BACK
    check()
    Dispute.objects.update(opened_at=now() - dt.timedelta(days=60))
    decide(stripe_site, found, "won")
    assert reconcile() >= 1
    assert (state_of(known), Dispute.objects.get().state) == (PaymentState.PAID, DisputeState.WON)
    assert reconcile() == 0
    check()


def test_what_does_not_match_is_told_once(payment, stripe_site, monkeypatch):
    staff = UserFactory(is_staff=True)
    monkeypatch.setattr(periodic, "LOOKED_AT_AFTER", dt.timedelta())
    change(stripe_site, payment.attempts.get().checkout_id, object="checkout.session", amount_total=1)
    for _hour in range(2):
        reconcile()
    assert state_of(payment) == PaymentState.PROCESSING
    assert Notification.objects.filter(user=staff).count() == WebhookEvent.objects.count() == 2  # session and charge
    assert {"in place of" in event.problem for event in WebhookEvent.objects.all()} == {True}


@pytest.mark.parametrize(
    ("kind", "values"),
    [("charge", {"amount": 9_999}), ("charge", {"currency": "usd"}), ("charge", {"amount_refunded": 1})],
)
def test_check_ledger_finds_another_charge(known, stripe_site, kind, values):
    change(stripe_site, charge_of(known), object=kind, **values)
    with pytest.raises(CommandError, match="differences"):
        check()
    assert differences() == []
    call_command("check_ledger", "--no-provider", stdout=io.StringIO())


def test_check_ledger_finds_a_charge_that_is_not_there(known, stripe_site):
    change(stripe_site, charge_of(known), object="charge", metadata={})
    with pytest.raises(CommandError, match="1 differences"):
        check()


def test_a_silent_provider_is_asked_in_an_hour(known, stripe_site):
    requests.post(f"{stripe_site}/faults", data={"before": "9"}, timeout=5)
    assert periodic.reconcile() == 0
    requests.post(f"{stripe_site}/faults", data={"before": ""}, timeout=5)
    assert not WebhookEvent.objects.exists()


def test_check_ledger_says_that_the_provider_does_not_answer(known, stripe_site):
    requests.post(f"{stripe_site}/faults", data={"before": "9"}, timeout=5)
    with pytest.raises(CommandError, match="does not answer"):
        check()


def test_where_no_provider_is_connected_nobody_is_asked(db):
    assert periodic.reconcile() == 0
