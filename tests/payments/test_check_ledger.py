"""`manage.py check_ledger` finds what the checks at commit would have refused, and what lies between the tables."""

import io
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils.timezone import now

from payments.actions import Line, post
from payments.models import (
    Attempt,
    Dispute,
    LedgerEntry,
    LedgerLine,
    PayeeShare,
    Payment,
    Refund,
    Reversal,
    Transfer,
)
from payments.queries import differences
from payments.queries.checks import CHECKS
from payments.states import Account, AttemptState, EntryKind, Means, OutgoingState, PaymentState
from tests.payments.scenes import owed, paid, refund, send

pytestmark = pytest.mark.django_db


@contextmanager
def unchecked():
    """As somebody at the database might, or a restored backup: no trigger of ours looks."""
    tables = [
        model._meta.db_table
        for model in (Attempt, Dispute, LedgerEntry, LedgerLine, PayeeShare, Payment, Refund, Reversal, Transfer)
    ]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture
def world():
    """Each kind of row, all in order: a payment that was partly transferred and partly refunded."""
    payment = owed()
    attempt = paid(payment)
    transfer, given_back = send(attempt, 8_500), refund(attempt, 1_500)
    payee = transfer.payee
    lines = [Line(Account.PAYEE, 8_500, payee), Line(Account.AT_PROVIDER, -8_500)]
    post(payment=payment, kind=EntryKind.TRANSFER, about=str(transfer.pk), lines=lines)
    lines = [Line(Account.PAYEE, -500, payee), Line(Account.AT_PROVIDER, 500)]
    post(payment=payment, kind=EntryKind.REVERSAL, about=f"{transfer.pk}/500", lines=lines)
    lines = [Line(Account.FEES, 1_500), Line(Account.AT_PROVIDER, -1_500)]
    post(payment=payment, kind=EntryKind.REFUND, about=str(given_back.pk), lines=lines)
    Transfer.objects.update(state=OutgoingState.DONE, ended_at=now(), reversed_minor=500)
    Reversal.objects.create(transfer=transfer, amount_minor=500)
    Reversal.objects.update(state=OutgoingState.DONE, ended_at=now())
    Refund.objects.update(state=OutgoingState.DONE, ended_at=now())
    Payment.objects.filter(pk=payment.pk).update(state=PaymentState.PARTLY_REFUNDED)
    disputed = owed()
    found = Dispute.objects.create(
        attempt=paid(disputed), provider_id="du_1", state="lost", amount_minor=10_000, withdrawn_minor=10_000
    )
    lines = [Line(Account.PAYEE, 8_500, disputed.shares.get().payee), Line(Account.FEES, 1_500)]
    lines.append(Line(Account.AT_PROVIDER, -10_000))
    post(payment=disputed, kind=EntryKind.CHARGEBACK, about=f"{found.pk}/txn_1", lines=lines)
    Payment.objects.filter(pk=disputed.pk).update(state=PaymentState.CHARGED_BACK)
    owed()
    _in_cash()
    assert differences() == []


def _in_cash():
    """A payment in cash, part of which came back."""
    payment = owed()
    payee = payment.shares.get().payee
    attempt = Attempt.objects.create(payment=payment, means=Means.CASH)
    Attempt.objects.filter(pk=attempt.pk).update(state=AttemptState.PAID, ended_at=now())
    lines = [Line(Account.OUTSIDE, -10_000, payment.payer), Line(Account.OUTSIDE, 10_000, payee)]
    post(payment=payment, kind=EntryKind.OUTSIDE, about=str(attempt.pk), lines=lines)
    given_back = refund(attempt, 2_000)
    lines = [Line(Account.OUTSIDE, 2_000, payment.payer), Line(Account.OUTSIDE, -2_000, payee)]
    post(payment=payment, kind=EntryKind.REFUND, about=str(given_back.pk), lines=lines)
    Refund.objects.filter(pk=given_back.pk).update(state=OutgoingState.DONE, ended_at=now())
    for state in (PaymentState.PAID, PaymentState.PARTLY_REFUNDED):
        Payment.objects.filter(pk=payment.pk).update(state=state)


BREAKING = {
    "paid by card but entered as paid outside, or the reverse": lambda: Attempt.objects.update(means=Means.TRANSFER),
    "transfer of money that was paid outside": lambda: Attempt.objects.update(means=Means.CASH),
    "entry does not sum to zero": lambda: LedgerLine.objects.filter(account=Account.FEES).update(amount_minor=1),
    "entry is of another currency or kind of money than its payment": lambda: LedgerEntry.objects.update(livemode=True),
    "shares do not sum to the payment": lambda: PayeeShare.objects.update(amount_minor=9_999),
    "paid, but not so in the ledger": lambda: LedgerEntry.objects.filter(kind="charge").update(kind="costs"),
    "in the ledger as paid, but not paid": lambda: Attempt.objects.update(state=AttemptState.EXPIRED),
    "paid by an attempt, but the payment does not say so": lambda: Payment.objects.update(state=PaymentState.DUE),
    "payment says paid, but no attempt does": lambda: Payment.objects.update(state=PaymentState.PAID),
    "transfer differs from the ledger": lambda: Transfer.objects.update(amount_minor=8_499),
    "reversals do not sum to what their transfer says": lambda: Reversal.objects.update(amount_minor=499),
    "payee got more than it is owed, and owes nothing for it": lambda: LedgerLine.objects.filter(
        account=Account.PAYEE, amount_minor=8_500
    ).update(amount_minor=9_001),
    "refund differs from the ledger": lambda: Refund.objects.update(state=OutgoingState.FAILED),
    "dispute differs from the ledger": lambda: Dispute.objects.update(withdrawn_minor=1),
    "a bank holds its money, and the payment does not say so, or the other way round": lambda: Payment.objects.filter(
        state=PaymentState.CHARGED_BACK
    ).update(state=PaymentState.PAID),
    "more left than was paid": lambda: Refund.objects.update(amount_minor=10_001),
}


def test_a_ledger_in_order(world):
    told = io.StringIO()
    call_command("check_ledger", stdout=told)
    assert told.getvalue().startswith("The ledger sums to zero")


@pytest.mark.parametrize("what", CHECKS)
def test_each_check_finds_its_fault(world, what):
    with unchecked():
        BREAKING[what]()
    assert what in {difference.what for difference in differences()}
    with pytest.raises(CommandError, match="differences"):
        call_command("check_ledger", stdout=io.StringIO())
