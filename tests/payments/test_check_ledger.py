"""`manage.py check_ledger` finds what the checks at commit would have refused, and what lies between the tables."""

import io
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils.timezone import now

from payments.actions import Line, post
from payments.models import Attempt, LedgerEntry, LedgerLine, PayeeShare, Payment, Refund, Reversal, Transfer
from payments.queries import differences
from payments.queries.checks import CHECKS
from payments.states import Account, AttemptState, EntryKind, OutgoingState, PaymentState
from tests.payments.scenes import owed, paid, refund, send

pytestmark = pytest.mark.django_db


@contextmanager
def unchecked():
    """As somebody at the database might, or a restored backup: no trigger of ours looks."""
    tables = [
        model._meta.db_table
        for model in (Attempt, LedgerEntry, LedgerLine, PayeeShare, Payment, Refund, Reversal, Transfer)
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
    Payment.objects.update(state=PaymentState.PARTLY_REFUNDED)
    owed()
    assert differences() == []


BREAKING = {
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
