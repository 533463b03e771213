"""Chargebacks: the bank takes the money back, before or after the payee was paid out, and gives it back or not."""

import itertools

import pytest
from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.timezone import now

from accounts.models import Membership
from accounts.states import Role
from notifications.kinds import registry
from notifications.models import Notification
from payments.actions import Line, Share, carry_out_refund, left_to_refund, post, promise_refund, refresh
from payments.models import Attempt, Dispute, LedgerLine, Payment, Transfer
from payments.queries import balances, differences
from payments.states import (
    Account,
    DisputeState,
    EntryKind,
    Means,
    OutgoingState,
    PaymentState,
    RefundReason,
)
from tests.factories import PartyFactory, UserFactory
from tests.payments.reports import SECRET, bring_all, change, decide, dispute, event, made
from tests.payments.scenes import owed, refund, send
from tests.payments.test_checkouts import pay, press, state_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
CARD_COSTS, DISPUTE_FEE = 175, 2_000


@pytest.fixture(autouse=True)
def signed(settings):
    settings.STRIPE_WEBHOOK_SECRET = SECRET


@pytest.fixture
def payees(db):
    return PartyFactory(), PartyFactory()


@pytest.fixture
def payment(stripe_site, payees):
    """EUR 100 paid by card: EUR 60 for one, with a fee of 10, and EUR 40 for another."""
    payment = owed(Share(payees[0], 6_000, 1_000), Share(payees[1], 4_000))
    assert pay(press(UserFactory(), payment)) == 303
    return refresh(attempt_id=payment.attempts.get().pk)


@pytest.fixture
def charge(payment):
    return payment.attempts.get().charge_id


@pytest.fixture
def staff(db):
    return UserFactory(is_staff=True)


def reported():
    """All that was reported so far, in the order in which it happened."""
    return bring_all(*made(*(kind for kind in {told["type"] for told in made()} if kind.startswith("charge.dispute."))))


def stands(*parties):
    """What each is owed, and what each owes."""
    found = [balances(party, livemode=False) for party in parties]
    return [(-one.get((Account.PAYEE, "EUR"), 0), one.get((Account.RECEIVABLE, "EUR"), 0)) for one in found]


def costs_of(payment):
    lines = LedgerLine.objects.filter(entry__payment=payment, account=Account.CARD_COSTS)
    return sum(lines.values_list("amount_minor", flat=True))


def pay_out(payment, payee, amount):
    """As transfers are, once they are done."""
    with transaction.atomic():
        sent = send(payment.attempts.get(), amount, payee)
        lines = [Line(Account.PAYEE, amount, payee), Line(Account.AT_PROVIDER, -amount)]
        post(payment=payment, kind=EntryKind.TRANSFER, about=str(sent.pk), lines=lines)
        Transfer.objects.filter(pk=sent.pk).update(state=OutgoingState.DONE, ended_at=now())
    return sent


def test_before_payout_nobody_is_owed_anything_any_more(payment, charge, payees, stripe_site):
    dispute(stripe_site, charge)
    reported()
    assert (state_of(payment), stands(*payees)) == (PaymentState.CHARGED_BACK, [(0, 0), (0, 0)])
    found = Dispute.objects.get()
    assert (found.state, found.amount_minor, found.withdrawn_minor, found.reason) == (
        DisputeState.NEEDS_RESPONSE, 10_000, 10_000, "fraudulent",
    )  # fmt: skip
    assert costs_of(payment) == CARD_COSTS + DISPUTE_FEE
    assert differences() == []


def test_after_payout_who_was_paid_owes_it(payment, charge, payees, stripe_site):
    pay_out(payment, payees[0], 5_000)
    dispute(stripe_site, charge)
    reported()
    assert stands(*payees) == [(0, 5_000), (0, 0)]
    assert differences() == []


def test_a_transfer_that_has_begun_counts_as_paid_out(payment, charge, payees, stripe_site):
    send(payment.attempts.get(), 3_000, payees[0])
    dispute(stripe_site, charge)
    reported()
    assert stands(*payees) == [(3_000, 3_000), (0, 0)]


@pytest.mark.parametrize("paid_out", [0, 5_000])
def test_won_everybody_has_again_what_they_had(payment, charge, payees, stripe_site, paid_out):
    if paid_out:
        pay_out(payment, payees[0], paid_out)
    before = stands(*payees)
    found = dispute(stripe_site, charge)
    reported()
    decide(stripe_site, found, "answered")
    decide(stripe_site, found, "won")
    for _time in range(2):
        reported()
    assert (state_of(payment), stands(*payees)) == (PaymentState.PAID, before)
    assert (Dispute.objects.get().state, Dispute.objects.get().withdrawn_minor) == (DisputeState.WON, 0)
    assert differences() == []


def test_lost_it_stays_charged_back(payment, charge, stripe_site):
    decide(stripe_site, dispute(stripe_site, charge), "lost")
    reported()
    assert (state_of(payment), Dispute.objects.get().state) == (PaymentState.CHARGED_BACK, DisputeState.LOST)
    assert differences() == []


@pytest.mark.parametrize("order", list(itertools.permutations(range(3)))[:6:2])
def test_out_of_order_and_twice(payment, charge, payees, stripe_site, order):
    before = stands(*payees)
    decide(stripe_site, dispute(stripe_site, charge), "won")
    kinds = ("charge.dispute.created", "charge.dispute.closed", "charge.dispute.funds_withdrawn")
    for place in (*order, *order):
        bring_all(*made(kinds[place]))
    assert (state_of(payment), stands(*payees)) == (PaymentState.PAID, before)
    assert sorted(payment.entries.values_list("kind", flat=True)) == [
        "charge", "chargeback", "chargeback_won", "costs", "costs",
    ]  # fmt: skip


def test_reported_before_the_payment_is(stripe_site):
    payment = owed()
    pay(press(UserFactory(), payment), "4000000000000259")
    bring_all(*made("charge.dispute.created"))
    assert state_of(payment) == PaymentState.CHARGED_BACK
    assert differences() == []


def test_a_part_is_disputed(payment, charge, payees, stripe_site):
    dispute(stripe_site, charge, amount=5_000)
    reported()
    assert (state_of(payment), stands(*payees)) == (PaymentState.CHARGED_BACK, [(2_500, 0), (2_000, 0)])
    assert differences() == []


def test_what_was_refunded_before_is_our_loss(payment, charge, payees, stripe_site):
    """The payer got EUR 40 back, and the bank takes EUR 100."""
    promised = promise_refund(
        acting_user=None, payment_id=payment.pk, amount_minor=4_000, reason=RefundReason.CANCELLED,
        version=payment.version,
    )  # fmt: skip
    carry_out_refund(refund_id=promised.pk)
    found = dispute(stripe_site, charge)
    reported()
    assert (state_of(payment), stands(*payees)) == (PaymentState.CHARGED_BACK, [(0, 0), (0, 0)])
    assert costs_of(payment) == CARD_COSTS + DISPUTE_FEE + 4_000
    decide(stripe_site, found, "won")
    reported()
    assert (state_of(payment), stands(*payees)) == (PaymentState.PARTLY_REFUNDED, [(3_000, 0), (2_400, 0)])
    assert differences() == []


def test_nothing_more_leaves(payment, charge, payees, stripe_site):
    dispute(stripe_site, charge)
    reported()
    attempt = payment.attempts.get()
    for leave in (lambda: send(attempt, 1, payees[0]), lambda: refund(attempt, 1)):
        with pytest.raises(IntegrityError, match="charged back"):
            leave()
    with pytest.raises(Exception, match="can’t refund that much"):
        promise_refund(
            acting_user=None, payment_id=payment.pk, amount_minor=1, reason=RefundReason.BY_STAFF,
            version=Payment.objects.get(pk=payment.pk).version,
        )  # fmt: skip


def test_won_it_may_leave_again(payment, charge, payees, stripe_site):
    decide(stripe_site, dispute(stripe_site, charge), "won")
    reported()
    assert left_to_refund(Payment.objects.get(pk=payment.pk)) == 10_000
    send(payment.attempts.get(), 5_000, payees[0])


def test_a_bank_that_only_asks_takes_nothing(payment, charge, payees, stripe_site, staff):
    before = stands(*payees)
    found = dispute(stripe_site, charge, inquiry="1")
    reported()
    assert (state_of(payment), stands(*payees)) == (PaymentState.PAID, before)
    assert Dispute.objects.get().state == DisputeState.INQUIRY
    assert Notification.objects.filter(user=staff).count() == 1
    decide(stripe_site, found, "escalated")
    reported()
    assert state_of(payment) == PaymentState.CHARGED_BACK
    assert differences() == []


def test_a_question_that_is_settled(payment, charge, stripe_site):
    decide(stripe_site, dispute(stripe_site, charge, inquiry="1"), "closed")
    reported()
    assert (state_of(payment), Dispute.objects.get().state) == (PaymentState.PAID, DisputeState.CLOSED)


def test_of_a_second_payment_the_first_stays_paid(stripe_site):
    payment, payer = owed(), UserFactory()
    first = press(payer, payment)
    Attempt.objects.update(state="expired", ended_at=payment.created_at)
    Payment.objects.update(state="due")
    assert pay(press(payer, payment)) == pay(first, "4000000000000259") == 303
    for attempt in payment.attempts.order_by("-begun_at"):
        refresh(attempt_id=attempt.pk)
    reported()
    assert (state_of(payment), Dispute.objects.get().withdrawn_minor) == (PaymentState.PAID, 10_000)
    assert differences() == []


def test_another_currency_is_not_applied(payment, charge, stripe_site):
    found = dispute(stripe_site, charge)
    change(stripe_site, found, object="dispute", currency="usd")
    [handled, *_others] = reported()
    assert ("USD" in handled.problem, state_of(payment)) == (True, PaymentState.PAID)


def test_payer_payees_and_staff_are_told(payment, charge, payees, stripe_site, staff):
    people = {}
    for name, party in (("payer", payment.payer), ("payee", payees[0])):
        people[name] = UserFactory()
        Membership.objects.create(party=party, user=people[name], role=Role.MANAGER)
    found = dispute(stripe_site, charge)
    reported()
    decide(stripe_site, found, "lost")
    reported()
    told = {
        name: [(one.kind, registry.render(one, user)) for one in Notification.objects.filter(user=user).order_by("pk")]
        for name, user in {**people, "staff": staff}.items()
    }
    assert [kind for kind, _text in told["payer"]] == ["payments.charged_back", "payments.chargeback_lost"]
    assert ["€100" in text.text for _kind, text in told["payer"]] == [True, True]
    assert ["€60" in text.text for _kind, text in told["payee"]] == [True, True]
    assert not any("€40" in text.text or "€100" in text.text for _kind, text in told["payee"])
    assert [kind for kind, _text in told["staff"]] == ["payments.needs_attention"] * 2
    assert {text.subject for _kind, text in told["staff"]} == {"We lost the dispute about €100"}  # as it is by now
    stranger = UserFactory()
    assert [registry.render(one, stranger) for one in Notification.objects.all()] == [None] * 6


def test_staff_read_until_when_to_answer(payment, charge, stripe_site, staff):
    dispute(stripe_site, charge)
    reported()
    text = registry.render(Notification.objects.get(user=staff), staff)
    assert text.subject == "A card payment of €100 is disputed"
    assert "fraudulent" in text.text
    assert f"by {date_format(Dispute.objects.get().respond_by, 'DATE_FORMAT')}" in text.text


def test_a_state_that_is_new_to_us_is_not_decided(payment, charge, stripe_site):
    change(stripe_site, dispute(stripe_site, charge), object="dispute", status="something_new")
    reported()
    assert (state_of(payment), Dispute.objects.get().state) == (PaymentState.CHARGED_BACK, DisputeState.UNDER_REVIEW)


def test_cash_is_disputed_by_no_bank(db, stripe_site):
    """A dispute whose charge names a payment in cash is nothing that we know."""
    payment = owed()
    attempt = Attempt.objects.create(payment=payment, means=Means.CASH)
    other = owed()
    pay(press(UserFactory(), other))
    charge = made("charge.succeeded")[0]["data"]["object"]["id"]
    change(stripe_site, charge, object="charge", metadata={"attempt": str(attempt.pk)})
    [handled] = bring_all(event("charge.succeeded", charge))
    assert state_of(payment) == PaymentState.DUE
    assert handled.problem
