"""Transfers to payees, against the stand-in: who bears the costs, what waits, what is set off, what is taken back."""

from functools import partial

import pytest
import requests
from django.db import transaction

from accounts.states import Role
from notifications.models import Notification
from payments import provider
from payments.actions import (
    Line,
    Share,
    begin_transfer,
    carry_out_refund,
    carry_out_transfer,
    post,
    promise_refund,
    refresh,
    refresh_account,
    send_to_payees,
)
from payments.actions.reversals import note_taken_back
from payments.models import Attempt, LedgerLine, Payment, Refund, Reversal, Transfer, Wait
from payments.periodic import send_all_unsent, send_what_waits
from payments.provider.client import _client
from payments.queries import balances, differences
from payments.states import Account, EntryKind, OutgoingState, PaymentState, RefundReason, WaitReason
from tests.factories import MembershipFactory, PartyFactory, UserFactory
from tests.payments.scenes import connected, in_threads, owed, paid, send
from tests.payments.test_checkouts import pay, press

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]


@pytest.fixture
def stripe_site(stripe_site, settings):
    settings.PLATFORM_BEARS_CARD_COSTS = False
    return stripe_site


@pytest.fixture
def payees(db):
    return PartyFactory(), PartyFactory()


def paid_by_card(*shares, **more):
    """A payment of EUR 100 that somebody has paid by card, and the site knows it."""
    made = owed(*shares, **more)
    assert pay(press(UserFactory(), made)) == 303
    return refresh(attempt_id=made.attempts.get().pk)


@pytest.fixture
def payment(stripe_site, payees):
    """EUR 60 for one, with a fee of 10, and EUR 40 for another: costs of 1.75 leave 49.03 and 39.22."""
    return paid_by_card(Share(payees[0], 6_000, 1_000), Share(payees[1], 4_000))


def leader_of(party):
    return MembershipFactory(party=party, role=Role.OWNER).user


def promise(payment, amount, reason=RefundReason.CANCELLED):
    version = Payment.objects.get(pk=payment.pk).version
    return promise_refund(acting_user=None, payment_id=payment.pk, amount_minor=amount, reason=reason, version=version)


def at_stripe(account):
    """What an account holds at the provider."""
    held = _client().v1.balance.retrieve({}, {"stripe_account": account.provider_id}).available
    return sum(each.amount for each in held)


def on(account, party):
    return balances(party, livemode=False).get((account, "EUR"), 0)


def owes(payee, amount):
    """After a chargeback of another payment."""
    lines = [Line(Account.RECEIVABLE, amount, payee), Line(Account.AT_PROVIDER, -amount)]
    with transaction.atomic():
        post(payment=owed(), kind=EntryKind.CHARGEBACK, about="dp_1", lines=lines)


def press_at_stripe(stand_in, account, what):
    requests.post(f"{stand_in}/dashboard/{account.provider_id}", data={"what": what}, timeout=5)


def test_payees_are_sent_their_share_less_fee_and_card_costs(payment, payees):
    accounts = [connected(payee) for payee in payees]
    for _time in range(2):
        send_to_payees(payment_id=payment.pk)
    assert [at_stripe(account) for account in accounts] == [4_903, 3_922]
    assert [on(Account.PAYEE, payee) for payee in payees] == [0, 0]
    sent = _client().v1.transfers.list({"transfer_group": str(payment.pk)}).data
    charge = payment.attempts.get().charge_id
    assert {(each.source_transaction, each.currency) for each in sent} == {(charge, "eur")}
    assert differences() == []


def test_the_platform_can_bear_the_costs(stripe_site, payees, settings):
    settings.PLATFORM_BEARS_CARD_COSTS = True
    account = connected(payees[0])
    send_to_payees(payment_id=paid_by_card(Share(payees[0], 10_000, 1_500)).pk)
    assert at_stripe(account) == 8_500
    assert differences() == []


def test_costs_never_exceed_what_payees_get(stripe_site, payees):
    made = paid_by_card(Share(payees[0], 100, 90), Share(payees[1], 100, 95))
    assert [on(Account.PAYEE, payee) for payee in payees] == [0, 0]
    send_to_payees(payment_id=made.pk)
    assert not Transfer.objects.exists()
    assert differences() == []


def test_nothing_is_sent_before_the_costs_are_known(payment, payees, stripe_site):
    connected(payees[0])
    Attempt.objects.update(costs_minor=None)
    assert begin_transfer(payment_id=payment.pk, payee_id=payees[0].pk) is None


def test_money_waits_for_an_account_and_is_sent_once_there_is_one(payment, payees):
    leader, payer = leader_of(payees[0]), leader_of(payment.payer)
    for _time in range(2):
        send_to_payees(payment_id=payment.pk)
    assert set(Wait.objects.values_list("reason", flat=True)) == {WaitReason.NO_ACCOUNT}
    assert [told.kind for told in Notification.objects.filter(user=leader)] == ["payments.no_account"]
    assert not Notification.objects.filter(user=payer).exists()
    account = connected(payees[0])
    assert send_what_waits(payees[0].pk) == 1
    assert at_stripe(account) == 4_903
    assert Wait.objects.get().share.payee == payees[1]


def test_an_account_restricted_after_the_booking_makes_it_wait_and_tells_both(payment, payees, stripe_site):
    account = connected(payees[0])
    leader, payer = leader_of(payees[0]), leader_of(payment.payer)
    press_at_stripe(stripe_site, account, "restrict")
    for _time in range(2):
        send_to_payees(payment_id=payment.pk)  # the provider refuses the first, and we learn why
    assert Transfer.objects.get(payee=payees[0]).state == OutgoingState.FAILED
    assert refresh_account(account_id=account.pk).requirements == ["individual.verification.document"]
    Transfer.objects.update(ended_at="2026-01-01T00:00Z")  # six hours and more ago
    send_to_payees(payment_id=payment.pk)
    assert Wait.objects.get(share__payee=payees[0]).reason == WaitReason.RESTRICTED
    assert "payments.restricted" in Notification.objects.filter(user=leader).values_list("kind", flat=True)
    assert [told.kind for told in Notification.objects.filter(user=payer)] == ["payments.payee_restricted"]
    press_at_stripe(stripe_site, account, "enable")
    refresh_account(account_id=account.pk)
    assert send_all_unsent() == 1
    assert at_stripe(account) == 4_903
    assert differences() == []


@pytest.mark.parametrize("fault", ["before", "after"])
def test_an_answer_that_got_lost_sends_once(payment, payees, stripe_site, fault):
    account = connected(payees[0])
    requests.post(f"{stripe_site}/faults", data={fault: "10"}, timeout=5)
    with pytest.raises(provider.ProviderDown):
        send_to_payees(payment_id=payment.pk)
    requests.post(f"{stripe_site}/faults", data={fault: ""}, timeout=5)
    assert Transfer.objects.get().state == OutgoingState.BEGUN
    send_to_payees(payment_id=payment.pk)
    assert (at_stripe(account), Transfer.objects.get(payee=payees[0]).state) == (4_903, OutgoingState.DONE)
    assert differences() == []


def test_what_is_sent_is_rounded_down_to_what_the_provider_can_take(stripe_site, settings):
    settings.PLATFORM_BEARS_CARD_COSTS = True
    payee = PartyFactory()
    payment = owed(Share(payee, 20_000, 1_503), currency="KWD")
    paid(payment)
    connected(payee)
    assert begin_transfer(payment_id=payment.pk, payee_id=payee.pk).amount_minor == 18_490


def test_what_is_taken_back_is_rounded_up_to_what_the_provider_can_take(stripe_site, settings):
    settings.PLATFORM_BEARS_CARD_COSTS = True
    payees = PartyFactory(), PartyFactory()
    payment = owed(Share(payees[0], 10_000), Share(payees[1], 5_000), currency="KWD")
    attempt = paid(payment)
    send(attempt, 10_000, payees[0])
    send(attempt, 5_000, payees[1])
    refund = promise(payment, 10_000)
    assert sorted(refund.reversals.values_list("amount_minor", flat=True)) == [3_340, 6_670]


def test_a_debt_is_set_off_first(payment, payees):
    account = connected(payees[0])
    owes(payees[0], 3_000)
    send_to_payees(payment_id=payment.pk)
    assert (at_stripe(account), on(Account.RECEIVABLE, payees[0])) == (1_903, 0)
    again = paid_by_card(Share(payees[0], 10_000))
    send_to_payees(payment_id=again.pk)
    assert at_stripe(account) == 1_903 + 9_825
    assert differences() == []


def test_two_payments_at_once_set_a_debt_off_once(stripe_site, payees):
    connected(payees[0])
    owes(payees[0], 3_000)
    made = [paid_by_card(Share(payees[0], 10_000)) for _payment in range(2)]
    assert in_threads(*[partial(send_to_payees, payment_id=each.pk) for each in made]) == [None, None]
    assert on(Account.RECEIVABLE, payees[0]) == 0
    assert sum(Transfer.objects.values_list("amount_minor", flat=True)) == 2 * 9_825 - 3_000
    assert differences() == []


def test_a_refund_takes_transfers_back_first(payment, payees):
    accounts = [connected(payee) for payee in payees]
    send_to_payees(payment_id=payment.pk)
    refund = carry_out_refund(refund_id=promise(payment, 5_000).pk)
    assert refund.state == OutgoingState.DONE
    assert sorted(refund.reversals.values_list("amount_minor", "state")) == [(2_000, "done"), (2_500, "done")]
    assert [at_stripe(account) for account in accounts] == [2_403, 1_922]
    assert on(Account.PAYEE, payees[0]) == on(Account.RECEIVABLE, payees[0]) == 0
    assert Payment.objects.get(pk=payment.pk).state == PaymentState.PARTLY_REFUNDED
    assert differences() == []


def test_card_costs_of_what_is_refunded_whole_stay_with_the_payee(payment, payees):
    accounts = [connected(payee) for payee in payees]
    send_to_payees(payment_id=payment.pk)
    carry_out_refund(refund_id=promise(payment, 10_000).pk)
    assert [at_stripe(account) for account in accounts] == [0, 0]
    assert [on(Account.RECEIVABLE, payee) for payee in payees] == [97, 78]
    assert Payment.objects.get(pk=payment.pk).state == PaymentState.REFUNDED
    assert differences() == []


def test_what_was_not_sent_yet_needs_no_reversal(payment, payees):
    account = connected(payees[0])
    send_to_payees(payment_id=payment.pk)
    refund = carry_out_refund(refund_id=promise(payment, 10_000).pk)
    assert [reversal.transfer.payee for reversal in refund.reversals.all()] == [payees[0]]
    assert at_stripe(account) == 0
    assert differences() == []


def test_an_empty_account_leaves_a_debt_and_the_payer_gets_the_refund(payment, payees, stripe_site):
    accounts = [connected(payee) for payee in payees]
    leader, staff = leader_of(payees[0]), UserFactory(is_staff=True)
    send_to_payees(payment_id=payment.pk)
    press_at_stripe(stripe_site, accounts[0], "pay_out")
    refund = carry_out_refund(refund_id=promise(payment, 5_000).pk)
    assert refund.state == OutgoingState.DONE
    assert [on(Account.RECEIVABLE, payee) for payee in payees] == [2_500, 0]
    assert "payments.in_debt" in Notification.objects.filter(user=leader).values_list("kind", flat=True)
    assert [told.kind for told in Notification.objects.filter(user=staff)] == ["payments.reversal_refused"]
    assert differences() == []
    send_to_payees(payment_id=paid_by_card(Share(payees[0], 10_000)).pk)
    assert (at_stripe(accounts[0]), on(Account.RECEIVABLE, payees[0])) == (7_325, 0)
    assert differences() == []


def test_a_refund_promised_while_a_transfer_is_on_its_way(payment, payees):
    account = connected(payees[0])
    transfer = begin_transfer(payment_id=payment.pk, payee_id=payees[0].pk)
    refund = promise(payment, 10_000)
    assert carry_out_refund(refund_id=refund.pk).state == OutgoingState.DONE
    assert Transfer.objects.get(pk=transfer.pk).state == OutgoingState.DONE
    assert at_stripe(account) == 0
    assert differences() == []


def test_a_refund_that_the_provider_refuses_gives_payees_their_money_again(payment, payees, stripe_site):
    account = connected(payees[0])
    send_to_payees(payment_id=payment.pk)
    refund = promise(payment, 10_000)
    charge = payment.attempts.get().charge_id
    _client().v1.refunds.create({"charge": charge, "amount": 1})  # by somebody else: ours is more than what is left
    assert carry_out_refund(refund_id=refund.pk).state == OutgoingState.FAILED
    assert at_stripe(account) == 0
    send_to_payees(payment_id=payment.pk)
    assert at_stripe(account) == 4_903
    assert differences() == []


@pytest.mark.parametrize("fault", ["before", "after"])
def test_an_answer_about_a_reversal_that_got_lost(payment, payees, stripe_site, fault):
    account = connected(payees[0])
    send_to_payees(payment_id=payment.pk)
    refund = promise(payment, 5_000)
    requests.post(f"{stripe_site}/faults", data={fault: "10"}, timeout=5)
    with pytest.raises(provider.ProviderDown):
        carry_out_refund(refund_id=refund.pk)
    requests.post(f"{stripe_site}/faults", data={fault: ""}, timeout=5)
    assert differences() == []
    assert carry_out_refund(refund_id=refund.pk).state == OutgoingState.DONE
    assert at_stripe(account) == 2_403
    assert Refund.objects.count() == Reversal.objects.count() == 1
    assert differences() == []


def test_a_transfer_taken_back_in_the_dashboard_stays_here_until_somebody_decides(payment, payees):
    account, staff = connected(payees[0]), UserFactory(is_staff=True)
    send_to_payees(payment_id=payment.pk)
    transfer = Transfer.objects.get(payee=payees[0])
    _client().v1.transfers.reversals.create(transfer.provider_id, {"amount": 903})
    for _time in range(2):
        note_taken_back(transfer.provider_id)
    assert (at_stripe(account), on(Account.PAYEE, payees[0])) == (4_000, -903)
    assert Notification.objects.get(user=staff).kind == "payments.taken_back"
    send_all_unsent()
    assert at_stripe(account) == 4_000
    assert differences() == []
    carry_out_refund(refund_id=promise(payment, 10_000).pk)
    assert at_stripe(account) == 0
    assert differences() == []


def test_reversals_of_ours_are_not_taken_for_those_of_somebody_else(payment, payees):
    connected(payees[0])
    send_to_payees(payment_id=payment.pk)
    carry_out_refund(refund_id=promise(payment, 5_000).pk)
    note_taken_back(Transfer.objects.get(payee=payees[0]).provider_id)
    assert Reversal.objects.count() == 1


@pytest.mark.race
def test_many_workers_send_once(payment, payees):
    accounts = [connected(payee) for payee in payees]
    in_threads(*[partial(send_to_payees, payment_id=payment.pk)] * 4)
    send_to_payees(payment_id=payment.pk)
    assert [at_stripe(account) for account in accounts] == [4_903, 3_922]
    assert Transfer.objects.count() == 2
    assert differences() == []


@pytest.mark.race
def test_a_refund_and_a_transfer_at_the_same_instant(payees, stripe_site):
    account = connected(payees[0])
    for _round in range(3):
        made = paid_by_card(Share(payees[0], 10_000))
        version = Payment.objects.get(pk=made.pk).version
        refunding = partial(
            promise_refund, acting_user=None, payment_id=made.pk, amount_minor=6_000,
            reason=RefundReason.CANCELLED, version=version,
        )  # fmt: skip
        in_threads(refunding, partial(send_to_payees, payment_id=made.pk))
        carry_out_refund(refund_id=Refund.objects.latest("begun_at").pk)
        send_to_payees(payment_id=made.pk)
        assert Payment.objects.get(pk=made.pk).state == PaymentState.PARTLY_REFUNDED
    assert at_stripe(account) == 3 * (10_000 - 175 - 6_000)
    assert LedgerLine.objects.filter(account=Account.RECEIVABLE).count() == 0
    assert differences() == []


@pytest.mark.race
def test_two_refunds_at_the_same_instant(payees, stripe_site):
    account = connected(payees[0])
    made = paid_by_card(Share(payees[0], 10_000))
    send_to_payees(payment_id=made.pk)
    version = Payment.objects.get(pk=made.pk).version
    refunding = partial(
        promise_refund, acting_user=None, payment_id=made.pk, amount_minor=6_000, reason=RefundReason.CANCELLED,
        version=version,
    )  # fmt: skip
    raised = in_threads(refunding, refunding)
    assert [type(error).__name__ for error in raised if error] == ["ValidationError"]
    refund = Refund.objects.get()
    assert in_threads(*[partial(carry_out_refund, refund_id=refund.pk)] * 3) == [None] * 3
    assert at_stripe(account) == 10_000 - 175 - 6_000
    assert differences() == []


def test_a_transfer_is_carried_out_once(payment, payees):
    connected(payees[0])
    transfer = begin_transfer(payment_id=payment.pk, payee_id=payees[0].pk)
    assert [carry_out_transfer(transfer_id=transfer.pk).state for _time in range(2)] == [OutgoingState.DONE] * 2
    assert payment.entries.filter(kind=EntryKind.TRANSFER).count() == 1
