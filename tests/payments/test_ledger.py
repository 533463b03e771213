"""What the database keeps of the ledger, whichever code writes: zero sums, once, for good."""

import pytest
from django.db import IntegrityError, NotSupportedError, ProgrammingError, connection, transaction

from payments.actions import Line, Share, post
from payments.errors import Unbalanced
from payments.models import LedgerEntry, LedgerLine, PayeeShare, Payment
from payments.queries import balances
from payments.states import Account, EntryKind
from tests.factories import PartyFactory
from tests.payments.scenes import owed, paid, send

pytestmark = pytest.mark.django_db(transaction=True)


def enter(payment, *amounts, currency="EUR", livemode=False):
    entry = LedgerEntry.objects.create(
        kind=EntryKind.COSTS, payment=payment, currency_id=currency, about="x", livemode=livemode
    )
    for amount in amounts:
        LedgerLine.objects.create(entry=entry, account=Account.AT_PROVIDER, amount_minor=amount)
    return entry


@pytest.mark.parametrize("amounts", [(), (100,), (100, -99), (100, 100)])
def test_entry_that_does_not_sum_to_zero_is_refused_at_commit(amounts):
    payment = owed()
    with pytest.raises(IntegrityError, match="sum to zero"), transaction.atomic():
        enter(payment, *amounts)
    assert not LedgerEntry.objects.exists()


@pytest.mark.parametrize("more", [{"currency": "GBP"}, {"livemode": True}])
def test_entry_is_of_its_payments_currency_and_kind_of_money(more):
    payment = owed()
    with pytest.raises(IntegrityError, match="currency and kind of money"), transaction.atomic():
        enter(payment, 100, -100, **more)


def test_nothing_is_changed_deleted_or_added_later():
    payment = owed()
    with transaction.atomic():
        entry = enter(payment, 100, -100)
    for write in (
        lambda: LedgerLine.objects.update(amount_minor=1),
        lambda: LedgerLine.objects.all()._raw_delete("default"),
        lambda: LedgerEntry.objects.update(about="y"),
        lambda: LedgerEntry.objects.all()._raw_delete("default"),
        lambda: Payment.objects.update(amount_minor=1),
        lambda: Payment.objects.all()._raw_delete("default"),
        lambda: PayeeShare.objects.update(fee_minor=0),
    ):
        with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
            write()
    with transaction.atomic():
        LedgerEntry.objects.filter(pk=entry.pk).update(by=None)  # writing the entry once more does not open it
        with pytest.raises(IntegrityError, match="added to an entry"), transaction.atomic():
            LedgerLine.objects.create(entry=entry, account=Account.AT_PROVIDER, amount_minor=5)
    assert LedgerLine.objects.count() == 2


def test_line_names_a_party_where_its_account_is_one_partys():
    payment = owed()
    for account, party in ((Account.PAYEE, None), (Account.FEES, PartyFactory())):
        lines = [Line(account, 1, party), Line(Account.AT_PROVIDER, -1)]
        with pytest.raises(IntegrityError, match="ledgerline_names_its_party"), transaction.atomic():
            post(payment=payment, kind=EntryKind.COSTS, about="x", lines=lines)


def test_shares_sum_to_the_payment():
    payment = owed()
    with pytest.raises(IntegrityError, match="shares of a payment"), transaction.atomic():
        PayeeShare.objects.create(payment=payment, payee=PartyFactory(), amount_minor=1)
    with pytest.raises(IntegrityError, match="shares of a payment"), transaction.atomic():
        Payment.objects.create(
            payer=payment.payer,
            purpose="deposit",
            amount_minor=1,
            currency_id="EUR",
            due_at=payment.due_at,
            livemode=False,
        )


def test_what_happened_is_entered_once():
    payment = owed()
    attempt = paid(payment)
    lines = [Line(Account.AT_PROVIDER, -30), Line(Account.CARD_COSTS, 30)]
    with transaction.atomic():
        first = post(payment=payment, kind=EntryKind.COSTS, about=str(attempt.pk), lines=lines)
        again = post(payment=payment, kind=EntryKind.COSTS, about=str(attempt.pk), lines=lines)
    assert (first.lines.count(), again) == (2, None)
    with pytest.raises(Unbalanced), transaction.atomic():
        post(payment=payment, kind=EntryKind.COSTS, about="other", lines=lines[:1])


def test_a_balance_is_the_sum_of_its_lines(django_assert_num_queries):
    band, venue = PartyFactory(), PartyFactory()
    paid(owed(Share(band, 10_000, 1_500), Share(venue, 333)))
    paid(owed(Share(band, 5_000), currency="JPY"))
    owed(Share(band, 777))
    with django_assert_num_queries(1):
        assert balances(band, livemode=False) == {(Account.PAYEE, "EUR"): -8_500, (Account.PAYEE, "JPY"): -5_000}
    assert balances(venue, livemode=False) == {(Account.PAYEE, "EUR"): -333}
    assert balances(band, livemode=True) == {}


def test_older_snapshots_move_no_money():
    attempt = paid(owed())

    def send_in_an_older_snapshot():
        connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        send(attempt, 1)

    with pytest.raises(NotSupportedError, match="READ COMMITTED"), transaction.atomic():
        send_in_an_older_snapshot()
