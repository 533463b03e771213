"""Paying outside the site: marked by the payer, confirmed by the receiver, and in the ledger like a card payment."""

import datetime as dt

import pytest
import requests
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from accounts.states import Role
from notifications.models import Notification
from payments import provider
from payments.actions import Share, carry_out_refund, close_checkout, pay_by_card, promise_refund, refresh
from payments.actions.outside import (
    confirm_given_back,
    confirm_outside,
    deny_outside,
    mark_paid_outside,
    record_paid_outside,
    take_back_mark,
)
from payments.actions.outside.marking import MARKS_A_DAY
from payments.models import Attempt, Payment, Refund
from payments.periodic import carry_out_refunds
from payments.queries import balances, differences
from payments.states import Account, AttemptState, Means, OutgoingState, PaymentState, RefundReason
from tests.factories import MembershipFactory, PartyFactory, UserFactory
from tests.payments.scenes import owed, send

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def payment():
    return owed()


@pytest.fixture
def payer(payment):
    return leader_of(payment.payer)


@pytest.fixture
def payee(payment):
    return leader_of(payment.shares.get().payee)


def leader_of(party):
    return MembershipFactory(party=party, role=Role.OWNER).user


def mark(user, payment, means=Means.TRANSFER, version=None):
    fresh = Payment.objects.get(pk=payment.pk)
    return mark_paid_outside(
        acting_user=user, payment_id=payment.pk, means=means, version=fresh.version if version is None else version
    )


def record(user, payment, means=Means.CASH):
    version = Payment.objects.get(pk=payment.pk).version
    return record_paid_outside(acting_user=user, payment_id=payment.pk, means=means, version=version)


def press(user, payment):
    return pay_by_card(
        acting_user=user,
        payment_id=payment.pk,
        name="Deposit",
        success_url="http://localhost/paid",
        cancel_url="http://localhost/back",
        language="en",
    )


def pay(url):
    return requests.post(url, data={"card": "4242424242424242"}, allow_redirects=False, timeout=5).status_code


def state_of(payment):
    return Payment.objects.get(pk=payment.pk).state


def told():
    return sorted(Notification.objects.values_list("kind", "user__email"))


def test_marked_and_confirmed(payment, payer, payee):
    assert mark(payer, payment).state == PaymentState.PROCESSING
    attempt = payment.attempts.get()
    assert (attempt.state, attempt.means, attempt.begun_by) == (AttemptState.PROCESSING, Means.TRANSFER, payer)
    assert not payment.entries.exists()
    assert [confirm_outside(acting_user=payee, attempt_id=attempt.pk).state for _press in range(2)] == ["paid"] * 2
    entry = payment.entries.get()
    assert (entry.kind, entry.by) == ("outside", payee)
    [share] = payment.shares.all()
    assert balances(share.payee, livemode=False) == {(Account.OUTSIDE, "EUR"): 10_000}
    assert balances(payment.payer, livemode=False) == {(Account.OUTSIDE, "EUR"): -10_000}
    assert told() == [("payments.arrived", payer.email), ("payments.marked", payee.email)]
    assert differences() == []


def test_a_second_press_marks_once(payment, payer):
    version = payment.version
    assert [mark(payer, payment, version=version).version for _press in range(2)] == [version + 1] * 2
    assert payment.attempts.count() == 1


def test_only_the_payer_marks_and_only_the_payee_confirms(payment, payer, payee):
    for nobody in (payee, UserFactory(), UserFactory(is_staff=True)):
        with pytest.raises(PermissionDenied):
            mark(nobody, payment)
    mark(payer, payment)
    attempt = payment.attempts.get()
    for nobody in (payer, UserFactory(), UserFactory(is_staff=True)):
        for act in (confirm_outside, deny_outside):
            with pytest.raises(PermissionDenied):
                act(acting_user=nobody, attempt_id=attempt.pk)
        with pytest.raises(PermissionDenied):
            record(nobody, payment)
    with pytest.raises(PermissionDenied):
        take_back_mark(acting_user=payee, attempt_id=attempt.pk)
    assert state_of(payment) == PaymentState.PROCESSING


def test_who_leads_both_sides_confirms_in_the_name_of_the_payee(payment):
    both = leader_of(payment.payer)
    MembershipFactory(party=payment.shares.get().payee, role=Role.OWNER, user=both)
    mark(both, payment)
    assert confirm_outside(acting_user=both, attempt_id=payment.attempts.get().pk).state == PaymentState.PAID
    assert told() == []


def test_taken_back(payment, payer, payee):
    mark(payer, payment)
    attempt = payment.attempts.get()
    states = [take_back_mark(acting_user=payer, attempt_id=attempt.pk).state for _press in range(2)]
    assert states == [PaymentState.DUE] * 2
    for act in (confirm_outside, deny_outside):
        with pytest.raises(ValidationError, match="no longer marked"):
            act(acting_user=payee, attempt_id=attempt.pk)
    assert mark(payer, payment, Means.CASH).state == PaymentState.PROCESSING


def test_marking_and_taking_back_all_day_does_not_flood_the_payee(payment, payer, payee):
    """Found by an attack: each mark sent a mail, without end."""
    for _press in range(MARKS_A_DAY):
        mark(payer, payment)
        take_back_mark(acting_user=payer, attempt_id=payment.attempts.last().pk)
    with pytest.raises(ValidationError, match="too often"):
        mark(payer, payment)
    assert told() == [("payments.marked", payee.email)] * MARKS_A_DAY
    with time_machine.travel(now() + dt.timedelta(days=1, minutes=1)):
        assert mark(payer, payment).state == PaymentState.PROCESSING


def test_denied_with_a_word_and_marked_again(payment, payer, payee):
    mark(payer, payment)
    attempt = payment.attempts.get()
    denied = [deny_outside(acting_user=payee, attempt_id=attempt.pk, text=" Nothing came. ") for _press in range(2)]
    assert [payment.state for payment in denied] == [PaymentState.FAILED] * 2
    assert (attempt.denial.text, attempt.denial.by) == ("Nothing came.", payee)
    assert told() == [("payments.marked", payee.email), ("payments.not_arrived", payer.email)]
    with pytest.raises(ValidationError, match="no longer marked"):
        confirm_outside(acting_user=payee, attempt_id=attempt.pk)
    mark(payer, payment)
    again = payment.attempts.get(state=AttemptState.PROCESSING)
    assert confirm_outside(acting_user=payee, attempt_id=again.pk).state == PaymentState.PAID
    assert differences() == []


def test_what_is_confirmed_is_neither_denied_nor_taken_back(payment, payer, payee):
    record(payee, payment)
    attempt = payment.attempts.get()
    with pytest.raises(ValidationError, match="confirmed"):
        deny_outside(acting_user=payee, attempt_id=attempt.pk)
    with pytest.raises(ValidationError, match="confirmed"):
        take_back_mark(acting_user=payer, attempt_id=attempt.pk)


def test_the_payee_records_cash_without_a_mark(payment, payer, payee):
    assert [record(payee, payment).state for _press in range(2)] == [PaymentState.PAID] * 2
    assert payment.attempts.get().means == Means.CASH
    assert told() == [("payments.arrived", payer.email)]
    assert differences() == []


def test_recording_what_is_marked_confirms_the_mark(payment, payer, payee):
    mark(payer, payment)
    record(payee, payment)
    attempt = payment.attempts.get()
    assert (attempt.state, attempt.means) == (AttemptState.PAID, Means.TRANSFER)


def test_what_has_changed_or_is_over_is_not_marked(payment, payer, payee):
    with pytest.raises(ValidationError, match="has changed"):
        mark(payer, payment, version=payment.version + 1)
    with pytest.raises(ValidationError, match="bank transfer or cash"):
        mark(payer, payment, Means.CARD)
    Payment.objects.update(state=PaymentState.CANCELLED)
    for act, user in ((mark, payer), (record, payee)):
        with pytest.raises(ValidationError, match="Nothing left to pay"):
            act(user, payment)
    assert not payment.attempts.exists()


def test_what_was_to_be_paid_by_now_is_not_marked(payment, payer):
    Payment.objects.update(expires_at=now() - dt.timedelta(seconds=1))
    with pytest.raises(ValidationError, match="too late to pay this"):
        mark(payer, payment)


def test_the_clock_does_not_carry_out_what_goes_back_outside(payment, payer, payee):
    record(payee, payment)
    promise_refund(
        acting_user=payee,
        payment_id=payment.pk,
        amount_minor=1,
        reason=RefundReason.BY_PAYEE,
        version=Payment.objects.get().version,
    )
    with time_machine.travel(now() + dt.timedelta(hours=1)):
        assert carry_out_refunds() == 0
    assert Refund.objects.get().state == OutgoingState.BEGUN


def test_a_payment_of_several_payees_is_paid_by_card_alone():
    shared = owed(Share(PartyFactory(), 5_000), Share(PartyFactory(), 5_000))
    with pytest.raises(ValidationError, match="only pay by card"):
        mark(leader_of(shared.payer), shared)


@pytest.mark.parametrize("means", [Means.TRANSFER, Means.CASH])
def test_an_open_page_is_closed_first(payment, payer, payee, stripe_site, means):
    url = press(payer, payment)
    mark(payer, payment, means)
    assert pay(url) == 410
    assert sorted(payment.attempts.values_list("means", "state")) == sorted(
        [("card", "expired"), (means, "processing")]
    )


def test_somebody_paid_by_card_in_that_moment(payment, payer, payee, stripe_site):
    assert pay(press(payer, payment)) == 303
    for act, user in ((mark, payer), (record, payee)):
        with pytest.raises(ValidationError, match=r"just paid this by card|Nothing left to pay"):
            act(user, payment)
    assert (state_of(payment), payment.attempts.get().means) == (PaymentState.PAID, Means.CARD)
    assert differences() == []


def test_a_page_that_is_being_opened_is_waited_for(payment, payer, stripe_site):
    Attempt.objects.create(payment=payment, means=Means.CARD, expires_at=now() + dt.timedelta(minutes=31))
    with pytest.raises(ValidationError, match="paying by card right now"):
        mark(payer, payment)


def test_a_page_that_cannot_be_closed_marks_nothing(payment, payer, stripe_site):
    press(payer, payment)
    requests.post(f"{stripe_site}/faults", data={"before": "10"}, timeout=5)
    with pytest.raises(provider.ProviderDown):
        mark(payer, payment)
    requests.post(f"{stripe_site}/faults", data={"before": ""}, timeout=5)
    assert payment.attempts.get().means == Means.CARD


def test_the_provider_says_nothing_of_a_mark(payment, payer, stripe_site):
    mark(payer, payment)
    attempt = payment.attempts.get()
    for act in (refresh, close_checkout):
        assert act(attempt_id=attempt.pk).state == PaymentState.PROCESSING
    assert Attempt.objects.get().state == AttemptState.PROCESSING


def test_a_card_payment_is_not_confirmed_by_hand(payment, payer, payee, stripe_site):
    press(payer, payment)
    attempt = payment.attempts.get()
    for act, user in ((confirm_outside, payee), (deny_outside, payee), (take_back_mark, payer)):
        with pytest.raises(ValidationError, match="paid by card"):
            act(acting_user=user, attempt_id=attempt.pk)


def test_paid_outside_and_then_by_a_page_that_was_still_open(payment, payer, payee, stripe_site):
    url = press(payer, payment)
    Attempt.objects.update(state=AttemptState.EXPIRED, ended_at=now())  # as if it had been closed, unseen by its page
    Payment.objects.update(state=PaymentState.DUE)
    record(payee, payment)
    assert pay(url) == 303
    card = payment.attempts.get(means=Means.CARD)
    assert refresh(attempt_id=card.pk).state == PaymentState.PAID
    assert (Refund.objects.get().attempt, Refund.objects.get().reason) == (card, RefundReason.PAID_TWICE)
    assert differences() == []


def test_marked_and_meanwhile_paid_by_card_is_given_back_outside(payment, payer, payee, stripe_site):
    url = press(payer, payment)
    Attempt.objects.update(state=AttemptState.EXPIRED, ended_at=now())
    Payment.objects.update(state=PaymentState.DUE)
    mark(payer, payment, Means.CASH)
    assert pay(url) == 303
    assert refresh(attempt_id=payment.attempts.get(means=Means.CARD).pk).state == PaymentState.PAID
    cash = payment.attempts.get(means=Means.CASH)
    assert confirm_outside(acting_user=payee, attempt_id=cash.pk).state == PaymentState.PAID
    refund = Refund.objects.get()
    assert (refund.attempt, refund.reason) == (cash, RefundReason.PAID_TWICE)
    confirm_given_back(acting_user=payer, refund_id=refund.pk)
    assert state_of(payment) == PaymentState.PAID
    assert balances(payment.payer, livemode=False) == {}
    assert differences() == []


@pytest.mark.parametrize("state", [PaymentState.CANCELLED, PaymentState.EXPIRED])
def test_money_that_arrives_when_nobody_waits_for_it_is_given_back(payment, payer, payee, state):
    mark(payer, payment)
    Payment.objects.update(state=state)
    assert confirm_outside(acting_user=payee, attempt_id=payment.attempts.get().pk).state == state
    assert Refund.objects.get().reason == RefundReason.TOO_LATE
    assert ("payments.give_back", payee.email) in told()
    assert differences() == []


def test_a_refund_of_what_was_paid_outside_is_given_back_outside(payment, payer, payee):
    record(payee, payment)
    for amount, state in ((4_000, PaymentState.PARTLY_REFUNDED), (6_000, PaymentState.REFUNDED)):
        version = Payment.objects.get().version
        refund = promise_refund(
            acting_user=payee, payment_id=payment.pk, amount_minor=amount, reason=RefundReason.BY_PAYEE, version=version
        )
        assert carry_out_refund(refund_id=refund.pk).state == OutgoingState.BEGUN  # nothing to ask the provider for
        with pytest.raises(PermissionDenied):
            confirm_given_back(acting_user=payee, refund_id=refund.pk)
        for _press in range(2):
            assert confirm_given_back(acting_user=payer, refund_id=refund.pk).state == OutgoingState.DONE
        assert state_of(payment) == state
        assert differences() == []
    assert balances(payment.payer, livemode=False) == balances(payment.shares.get().payee, livemode=False) == {}


def test_nothing_is_transferred_of_what_was_paid_outside(payment, payee):
    record(payee, payment)
    with pytest.raises(IntegrityError, match="paid outside the site"), transaction.atomic():
        send(payment.attempts.get(), 1)
