"""What payees get of payments, and what is taken back from them."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from accounts.errors import NotApproved
from accounts.models import Party
from accounts.states import Approval
from payments.actions import carry_out_refund, promise_refund
from payments.actions.payees import send_to_payees
from payments.models import LedgerLine, Payment, Refund, Transfer
from payments.queries.checks import differences
from payments.states import Account, RefundReason
from studio.actions import answer_split, end_split, update_service
from studio.actions.sessions import (
    approve_session,
    begin_session,
    cancel_session,
    deliver_session,
    report_problem,
    settle_dispute,
)
from studio.actions.sessions.sharing import shares_of_payment
from studio.models import Session
from tests.factories import UserFactory
from tests.payments.scenes import connected
from tests.studio.splits.scenes import a_payee, accepted, done, leader_of, offer, shares
from tests.studio.test_sessions import book, paid

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]


def test_payees_are_paid_directly_and_bear_the_fee_in_proportion(
    stripe_site, opened, client_user, start, user, professional
):
    payees = [a_payee(name)[0] for name in ("Ana", "Bo", "Cy")]
    for payee, value in zip(payees, (1_111, 2_222, 3_333), strict=True):
        accepted(professional, payee, value)
        connected(payee)
    connected(professional.party)
    session = paid(book(opened, client_user, start))
    found = shares(session)
    assert [payee for payee, _amount, _fee in found] == [professional.party, *payees]
    assert [amount for _payee, amount, _fee in found] == [4_001, 1_333, 2_666, 4_000]
    assert sum(fee for _payee, _amount, fee in found) == 1_800
    done(session, user)
    send_to_payees(payment_id=session.payment_id)
    sent = {each.payee: each.amount_minor for each in Transfer.objects.all()}
    assert sent == {payee: amount - fee for payee, amount, fee in found}
    send_to_payees(payment_id=session.payment_id)
    assert Transfer.objects.count() == 4
    assert not differences()


@pytest.mark.parametrize("back", [1, 100, 3_333, 7_777, 11_999, 12_000])
def test_refunds_take_from_each_in_proportion(stripe_site, opened, client_user, start, user, professional, back):
    payees = [a_payee(name)[0] for name in ("Ana", "Bo", "Cy")]
    for payee, value in zip(payees, (1_111, 2_222, 3_333), strict=True):
        accepted(professional, payee, value)
        connected(payee)
    connected(professional.party)
    session = paid(book(opened, client_user, start))
    begin_session(acting_user=user, session_id=session.pk, at=session.starts_at)
    deliver_session(acting_user=user, session_id=session.pk, text="Here")
    report_problem(acting_user=client_user, session_id=session.pk, kind="work", text="It hums")
    settle_dispute(acting_user=UserFactory(is_staff=True), session_id=session.pk, back_minor=back, text="A part")
    refund = Refund.objects.get()
    carry_out_refund(refund_id=refund.pk)
    send_to_payees(payment_id=session.payment_id)
    sent = {each.payee: each.amount_minor for each in Transfer.objects.all()}
    for payee, amount, fee in shares(session):
        exact = (amount - fee) * (12_000 - back) / 12_000
        assert abs(sent.get(payee, 0) - exact) <= 1
    fees = -sum(LedgerLine.objects.filter(account=Account.FEES).values_list("amount_minor", flat=True))
    assert sum(sent.values()) + fees == 12_000 - back
    assert not differences()


def test_what_was_sent_already_is_taken_back_from_each(stripe_site, opened, client_user, start, user, professional):
    payees = [a_payee(name)[0] for name in ("Ana", "Bo", "Cy")]
    for payee, value in zip(payees, (1_111, 2_222, 3_333), strict=True):
        accepted(professional, payee, value)
        connected(payee)
    connected(professional.party)
    session = done(paid(book(opened, client_user, start)), user)
    send_to_payees(payment_id=session.payment_id)
    for amount in (3_331, 12_000 - 3_331):
        payment = Payment.objects.get(pk=session.payment_id)
        refund = promise_refund(
            acting_user=None, payment_id=payment.pk, amount_minor=amount, reason=RefundReason.BY_STAFF,
            version=payment.version,
        )  # fmt: skip
        carry_out_refund(refund_id=refund.pk)
        assert not differences()
    assert all(each.amount_minor == each.reversed_minor for each in Transfer.objects.all())
    assert sum(LedgerLine.objects.values_list("amount_minor", flat=True)) == 0


def test_calling_off_in_time_gives_all_back(stripe_site, opened, client_user, start, user, professional):
    accepted(professional, a_payee()[0], 3_333)
    session = paid(book(opened, client_user, start))
    cancel_session(acting_user=client_user, session_id=session.pk, text="Ill")
    carry_out_refund(refund_id=Refund.objects.get().pk)
    assert Refund.objects.get().amount_minor == 12_000
    assert not differences()


def test_who_accepts_late_takes_part_in_later_payments_only(
    client, stripe_site, opened, client_user, start, user, professional
):
    payee, mara = a_payee()
    split = offer(professional, payee, 2_500)
    session = book(opened, client_user, start)
    assert [each for each, _amount, _fee in shares(session)] == [professional.party]
    page = reverse("studio:splits", args=[professional.party.slug])
    client.force_login(user)
    assert "You keep this share until then" in client.get(page).text
    answer_split(acting_user=mara, split_id=split.pk, accepts=True)
    assert [each for each, _amount, _fee in shares(session)] == [professional.party]
    assert "You keep this share of earlier payments" in client.get(page).text
    with transaction.atomic():
        further = shares_of_payment(Session.objects.get(pk=session.pk), 1_000)
    assert [(each.payee, each.amount_minor) for each in further] == [(professional.party, 750), (payee, 250)]


def test_it_is_for_sessions_that_are_booked_from_then_on(stripe_site, opened, client_user, start, user, professional):
    update_service(acting_user=user, service=opened, mode="request")
    before = book(opened, client_user, start)
    payee, _mara = a_payee()
    accepted(professional, payee, 2_500)
    after = book(opened, client_user, start + dt.timedelta(hours=3))
    for session in (before, after):
        approve_session(acting_user=user, session_id=session.pk)
        session.refresh_from_db()
    assert [each for each, _amount, _fee in shares(before)] == [professional.party]
    assert [each for each, _amount, _fee in shares(after)] == [professional.party, payee]


def test_a_service_with_its_own_parts_takes_none_of_all(stripe_site, opened, client_user, start, user, professional):
    (one, _), (other, _) = a_payee("One"), a_payee("Other")
    accepted(professional, one, 2_500)
    own = accepted(professional, other, 50_00, "amount", service=opened)
    session = book(opened, client_user, start)
    assert [(each, amount) for each, amount, _fee in shares(session)] == [(professional.party, 7_000), (other, 5_000)]
    with transaction.atomic():
        further = shares_of_payment(Session.objects.get(pk=session.pk), 9_000)
    assert [each.payee for each in further] == [professional.party]  # an amount is given once for a session
    end_split(acting_user=user, split_id=own.pk)
    later = book(opened, client_user, start + dt.timedelta(hours=3))
    assert [each for each, _amount, _fee in shares(later)] == [professional.party, one]


def test_amounts_above_the_price_leave_the_professional_a_cent(stripe_site, opened, client_user, start, professional):
    payee, _mara = a_payee()
    accepted(professional, payee, 500_00, "amount")
    assert [amount for _payee, amount, _fee in shares(book(opened, client_user, start))] == [1, 11_999]


@pytest.mark.parametrize("approval", [Approval.SUSPENDED, Approval.CLOSED])
def test_whoever_is_gone_leaves_their_part_to_the_professional(
    stripe_site, opened, client_user, start, professional, approval
):
    payee, mara = a_payee()
    accepted(professional, payee, 2_500)
    waiting = offer(professional, payee, 2_500, service=opened)
    Party.objects.filter(pk=payee.pk).update(approval=approval)
    with pytest.raises(NotApproved):
        answer_split(acting_user=mara, split_id=waiting.pk, accepts=True)
    end_split(acting_user=leader_of(professional.party), split_id=waiting.pk)
    payee.refresh_from_db()
    assert [amount for _payee, amount, _fee in shares(book(opened, client_user, start))] == [12_000]
    with pytest.raises(ValidationError):
        offer(professional, payee, 100, service=opened)


def test_a_payee_who_is_suspended_later_waits_and_the_client_hears_nothing(
    client, stripe_site, opened, client_user, start, user, professional
):
    payee, _mara = a_payee("Zaphyr")
    accepted(professional, payee, 2_500)
    connected(payee)
    connected(professional.party)
    booked = book(opened, client_user, start)
    Party.objects.filter(pk=payee.pk).update(approval=Approval.SUSPENDED)
    client.force_login(client_user)
    assert "Zaphyr" not in client.get(reverse("payments:payment", args=[booked.payment_id])).text
    session = done(paid(booked), user)
    send_to_payees(payment_id=session.payment_id)
    assert [each.payee for each in Transfer.objects.all()] == [professional.party]
    Party.objects.filter(pk=payee.pk).update(approval=Approval.APPROVED)
    send_to_payees(payment_id=session.payment_id)
    assert Transfer.objects.filter(payee=payee).get().amount_minor == 2_550
    assert not differences()


def test_without_an_account_their_money_waits(stripe_site, opened, client_user, start, user, professional):
    payee, _mara = a_payee()
    accepted(professional, payee, 2_500)
    connected(professional.party)
    session = done(paid(book(opened, client_user, start)), user)
    send_to_payees(payment_id=session.payment_id)
    assert payee not in [each.payee for each in Transfer.objects.all()]
    connected(payee)
    send_to_payees(payment_id=session.payment_id)
    assert Transfer.objects.get(payee=payee).amount_minor == 2_550
    assert not differences()
