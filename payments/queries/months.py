"""The money of a party in a span of time: what is still to be paid, and what has moved, with their sums.

Amounts are minor units, and signed by what they change for the party: plus for what it received, minus for what it paid
or gave back. A payout only brings to its bank what it had received before.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from payments.models import LedgerEntry, LedgerLine, PayeeShare, Payment
from payments.queries.seen import shares_for_payer
from payments.queries.subjects import subjects_by_payment
from payments.states import PAYABLE, Account, EntryKind
from web.texts import isolated_names

PAYER, PAYEE = "payer", "payee"
OF_PAYER = frozenset({EntryKind.CHARGE, EntryKind.REFUND, EntryKind.CHARGEBACK, EntryKind.CHARGEBACK_WON})
"""Entries in which the money of the payer moves, besides what it paid outside, of which it has a line itself."""
MOVED_ONLY = frozenset({EntryKind.TRANSFER, EntryKind.REVERSAL})
"""Entries that change nothing of what the party has received, only where it is."""
WORDS = {
    (PAYER, EntryKind.CHARGE): _("Paid by card"),
    (PAYER, EntryKind.OUTSIDE): _("Paid outside the site"),
    (PAYER, EntryKind.REFUND): _("Refunded to you"),
    (PAYEE, EntryKind.CHARGE): _("Received by card"),
    (PAYEE, EntryKind.OUTSIDE): _("Received outside the site"),
    (PAYEE, EntryKind.REFUND): _("Given back"),
    (PAYEE, EntryKind.TRANSFER): _("Sent to your payout account"),
    (PAYEE, EntryKind.REVERSAL): _("Taken back from your payout account"),
}


@dataclass(frozen=True)
class Span:
    """A half-open span of time, `[starts_at, ends_at)`; `at` is now. `livemode`: of real or of test money."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    at: dt.datetime
    livemode: bool

    @property
    def is_present(self) -> bool:
        return self.starts_at <= self.at < self.ends_at


@dataclass(frozen=True)
class OpenLine:
    """A payment that is not paid yet, as one of its parties has it: `amount_minor` is what it pays or gets."""

    payment: Payment
    role: str
    amount_minor: int
    fee_minor: int
    others: str
    title: str
    is_overdue: bool
    day: dt.date

    @property
    def size_minor(self) -> int:
        return abs(self.amount_minor)


@dataclass(frozen=True)
class MoveLine:
    """Something that happened to money of the party. `amount_minor` is signed and before the fee."""

    at: dt.datetime
    kind: str
    word: str
    role: str
    payment: Payment
    amount_minor: int
    fee_minor: int
    others: str
    title: str
    day: dt.date


@dataclass
class Sums:
    """Of one currency. `held_minor`: what we hold for the party now. `owed_minor`: what the party owes it."""

    currency: str
    overdue_minor: int = 0
    due_minor: int = 0
    upcoming_minor: int = 0
    expected_minor: int = 0
    paid_minor: int = 0
    refunded_minor: int = 0
    received_minor: int = 0
    fees_minor: int = 0
    costs_minor: int = 0
    given_back_minor: int = 0
    charged_back_minor: int = 0
    paid_out_minor: int = 0
    held_minor: int = 0
    owed_minor: int = 0

    @property
    def lines(self) -> list[tuple[str, int]]:
        """What is not zero, with its name."""
        named = [
            (_("Overdue, to pay"), self.overdue_minor),
            (_("To pay"), self.due_minor - self.overdue_minor),
            (_("Upcoming, to pay later"), self.upcoming_minor),
            (_("Expected"), self.expected_minor),
            (_("Paid"), self.paid_minor),
            (_("Refunded to you"), self.refunded_minor),
            (_("Received"), self.received_minor),
            (_("Fees"), self.fees_minor),
            (_("Card costs"), self.costs_minor),
            (_("Given back"), self.given_back_minor),
            (_("Charged back"), self.charged_back_minor),
            (_("Sent to your payout account"), self.paid_out_minor),
            (_("Held for you now"), self.held_minor),
            (_("You owe us now"), self.owed_minor),
        ]
        return [(str(name), amount) for name, amount in named if amount]


@dataclass
class Book:
    """Sums by currency, made where they are first asked for."""

    by_currency: dict[str, Sums] = field(default_factory=dict)

    def __getitem__(self, currency: str) -> Sums:
        return self.by_currency.setdefault(currency, Sums(currency))

    def all(self) -> list[Sums]:
        return [self.by_currency[currency] for currency in sorted(self.by_currency)]


def sums_of(party: Party, span: Span) -> list[Sums]:
    """What is open, what moved in the span, and what is held now, by currency. Five queries."""
    book = Book()
    _add_owed(book, party, span)
    _add_expected(book, party, span)
    _add_moved_as_payer(book, party, span)
    _add_moved_as_payee(book, party, span)
    _add_fees(book, party, span)
    return book.all()


def _add_owed(book: Book, party: Party, span: Span) -> None:
    mine = Payment.objects.filter(payer=party, state__in=PAYABLE, livemode=span.livemode)
    is_late, is_later = Q(due_at__lt=span.at), Q(due_at__gte=span.ends_at, due_at__gt=span.at)
    sums = mine.values_list("currency").annotate(
        late=Sum("amount_minor", filter=is_late, default=0),
        due=Sum("amount_minor", filter=_shown(span, "due_at"), default=0),
        later=Sum("amount_minor", filter=is_later, default=0),
    )
    for currency, late, due, later in sums.order_by():
        sums_here = book[currency]
        sums_here.due_minor, sums_here.upcoming_minor = due, later
        sums_here.overdue_minor = late if span.is_present else 0


def _add_expected(book: Book, party: Party, span: Span) -> None:
    shares = _expected(party, span).filter(_shown(span, "payment__due_at"))
    for currency, total in shares.order_by().values_list("payment__currency").annotate(sum=Sum("amount_minor")):
        book[currency].expected_minor = total


def _add_moved_as_payer(book: Book, party: Party, span: Span) -> None:
    """What came from the payer, or went back to it, moved at the provider; of what it paid outside it has lines."""
    lines = LedgerLine.objects.filter(_within(span, "entry__")).filter(
        Q(account=Account.AT_PROVIDER, entry__payment__payer=party, entry__kind__in=OF_PAYER)
    )
    for currency, kind, total in _by_kind(lines):
        if kind == EntryKind.CHARGE:
            book[currency].paid_minor += total
        else:
            book[currency].refunded_minor -= total


def _add_moved_as_payee(book: Book, party: Party, span: Span) -> None:
    lines = LedgerLine.objects.filter(party=party, entry__livemode=span.livemode)
    sums = (
        lines.order_by()
        .values_list("entry__currency", "entry__kind", "account")
        .annotate(
            moved=Sum("amount_minor", filter=_within(span, "entry__"), default=0),
            came=Sum("amount_minor", filter=_within(span, "entry__") & Q(amount_minor__gt=0), default=0),
            total=Sum("amount_minor"),
        )
    )
    for currency, kind, account, moved, came, total in sums:
        sums_here = book[currency]
        if account == Account.PAYEE:
            sums_here.held_minor -= total
        elif account == Account.RECEIVABLE:
            sums_here.owed_minor += total
        _add_of_payee(sums_here, kind, account, moved, came)


def _add_of_payee(sums: Sums, kind: str, account: str, moved: int, came: int) -> None:
    """`moved`: sum of the lines; `came`: of those that are positive."""
    if kind == EntryKind.OUTSIDE:
        sums.received_minor += came
        sums.paid_minor -= moved - came
    elif account == Account.OUTSIDE:
        sums.refunded_minor += came
        sums.given_back_minor -= moved - came
    elif kind == EntryKind.CHARGE:
        sums.received_minor -= moved
    elif kind == EntryKind.COSTS:
        sums.costs_minor += moved
    elif kind in MOVED_ONLY:
        sums.paid_out_minor += moved if account == Account.PAYEE else 0
    elif kind in (EntryKind.CHARGEBACK, EntryKind.CHARGEBACK_WON):
        sums.charged_back_minor += moved
    elif kind != EntryKind.OFFSET:
        sums.given_back_minor += moved


def _add_fees(book: Book, party: Party, span: Span) -> None:
    """Fees stand in no line of the party: it received its share before them."""
    is_charged = _within(span, "payment__entries__") & Q(payment__entries__kind=EntryKind.CHARGE)
    shares = PayeeShare.objects.filter(is_charged, payee=party)
    for currency, total in shares.order_by().values_list("payment__currency").annotate(sum=Sum("fee_minor")):
        book[currency].fees_minor = total
        book[currency].received_minor += total


def _by_kind(lines: QuerySet[LedgerLine]) -> QuerySet:
    return lines.order_by().values_list("entry__currency", "entry__kind").annotate(sum=Sum("amount_minor"))


def _within(span: Span, entry: str) -> Q:
    at = {f"{entry}at__gte": span.starts_at, f"{entry}at__lt": span.ends_at, f"{entry}livemode": span.livemode}
    return Q(**at)


def _shown(span: Span, due_at: str) -> Q:
    """What is due in the span; in the present one also all that is overdue from before."""
    within = Q(**{f"{due_at}__gte": span.starts_at, f"{due_at}__lt": span.ends_at})
    return within | Q(**{f"{due_at}__lt": span.starts_at}) if span.is_present else within


def _expected(party: Party, span: Span) -> QuerySet[PayeeShare]:
    return PayeeShare.objects.filter(
        payee=party, payment__state__in=PAYABLE, payment__livemode=span.livemode
    )  # fmt: skip


def owed_by(party: Party, span: Span) -> QuerySet[Payment]:
    """What the party has to pay in the span, in the present one with all that is overdue; the first due first."""
    mine = Payment.objects.filter(_shown(span, "due_at"), payer=party, state__in=PAYABLE, livemode=span.livemode)
    shares = Prefetch("shares", PayeeShare.objects.select_related("payee"))
    return mine.select_related("payer").prefetch_related(shares).order_by("due_at", "id")


def expected_by(party: Party, span: Span) -> QuerySet[PayeeShare]:
    """What the party is to get in the span, in the present one with all that is overdue; the first due first."""
    shares = _expected(party, span).filter(_shown(span, "payment__due_at"))
    return shares.select_related("payment__payer").order_by("payment__due_at", "id")


def owed_lines(payments: Sequence[Payment], party: Party, at: dt.datetime) -> list[OpenLine]:
    """What each of these, of `owed_by`, says on a page. As many queries as apps answer for payments."""
    subjects = subjects_by_payment([payment.pk for payment in payments])
    return [
        OpenLine(
            payment=payment,
            role=PAYER,
            amount_minor=-payment.amount_minor,
            fee_minor=0,
            others=_payees_for_payer(payment),
            title=subjects.title(payment),
            is_overdue=payment.due_at < at,
            day=_day(payment.due_at, party),
        )
        for payment in payments
    ]


def _payees_for_payer(payment: Payment) -> str:
    return isolated_names(share.payee.name for share in shares_for_payer(payment, list(payment.shares.all())))


def expected_lines(shares: Sequence[PayeeShare], party: Party, at: dt.datetime) -> list[OpenLine]:
    """The same of `expected_by`."""
    subjects = subjects_by_payment([share.payment_id for share in shares])
    return [
        OpenLine(
            payment=share.payment,
            role=PAYEE,
            amount_minor=share.amount_minor,
            fee_minor=share.fee_minor,
            others=isolated_names([share.payment.payer.name]),
            title=subjects.title(share.payment),
            is_overdue=share.payment.due_at < at,
            day=_day(share.payment.due_at, party),
        )
        for share in shares
    ]


def moves_of(party: Party, span: Span) -> QuerySet[LedgerEntry]:
    """What happened to the party's money in the span, the newest first: entries of the ledger, with what `move_lines`
    reads of them."""
    own = LedgerLine.objects.filter(_within(span, "entry__"), party=party).values("entry")
    as_payer = LedgerEntry.objects.filter(_within(span, ""), payment__payer=party, kind__in=OF_PAYER).values("pk")
    shares = Prefetch("payment__shares", PayeeShare.objects.select_related("payee"))
    # A union, since an OR of the two would read the whole ledger.
    entries = LedgerEntry.objects.filter(pk__in=own.union(as_payer)).select_related("payment__payer")
    return entries.prefetch_related("lines", shares).order_by("-at", "-id")


def move_lines(entries: Sequence[LedgerEntry], party: Party) -> list[MoveLine]:
    """What each entry says of the party; two lines where it pays itself. As many queries as apps answer for
    payments."""
    subjects = subjects_by_payment({entry.payment_id for entry in entries})
    return [line for entry in entries for line in _lines(entry, party, subjects.title(entry.payment))]


def _lines(entry: LedgerEntry, party: Party, title: str) -> Iterator[MoveLine]:
    payment, shares = entry.payment, list(entry.payment.shares.all())
    own = [line for line in entry.lines.all() if line.party_id == party.pk]
    as_payer, as_payee = _outside(entry, own)
    if payment.payer_id == party.pk and (entry.kind in OF_PAYER or as_payer):
        at_provider = sum(line.amount_minor for line in entry.lines.all() if line.account == Account.AT_PROVIDER)
        amount = as_payer - (at_provider if entry.kind in OF_PAYER else 0)
        yield _line(entry, party, PAYER, (amount, 0), _payees_for_payer(payment), title)
    got = [line.amount_minor for line in own if line.account != Account.OUTSIDE]
    if got or as_payee:
        amount = as_payee - sum(got)
        is_charge = entry.kind == EntryKind.CHARGE
        fee = sum(share.fee_minor for share in shares if share.payee_id == party.pk) if is_charge else 0
        amount = -amount if entry.kind in MOVED_ONLY else amount
        yield _line(entry, party, PAYEE, (amount + fee, fee), isolated_names([payment.payer.name]), title)


def _outside(entry: LedgerEntry, own: Sequence[LedgerLine]) -> tuple[int, int]:
    """What moved outside the site for the party as payer and as payee: one pays, and gets back what the other gives
    back."""
    amounts = [line.amount_minor for line in own if line.account == Account.OUTSIDE]
    lost, got = sum(amount for amount in amounts if amount < 0), sum(amount for amount in amounts if amount > 0)
    return (got, lost) if entry.kind == EntryKind.REFUND else (lost, got)


def _line(entry: LedgerEntry, party: Party, role: str, amounts: tuple[int, int], others: str, title: str) -> MoveLine:
    word = str(WORDS.get((role, EntryKind(entry.kind)), entry.get_kind_display()))
    amount, fee = amounts
    day = _day(entry.at, party)
    return MoveLine(entry.at, entry.kind, word, role, entry.payment, amount, fee, others, title, day)


def _day(at: dt.datetime, party: Party) -> dt.date:
    return at.astimezone(ZoneInfo(party.timezone)).date()
