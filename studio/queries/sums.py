"""What sessions have cost, from the ledger: the one place that says which payments belong to a session.

Amounts are minor units of the currency that they were paid in. Currencies are never added up.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from payments.rules import is_live
from payments.states import INCOMING, Account, EntryKind
from studio.models import Session

PAYMENTS = ("payment", "changes__payment", "tips__payment")
"""The ways from a session to what is paid for it."""
GIVEN_BACK = (EntryKind.REFUND, EntryKind.REFUND_FAILED, EntryKind.CHARGEBACK, EntryKind.CHARGEBACK_WON)


@dataclass(frozen=True)
class Money:
    """`paid_minor` by the client; `refunded_minor` of it went back to the client, or to their bank; `fee_minor` of it
    is what the site keeps. Card costs are in none of them."""

    paid_minor: int = 0
    refunded_minor: int = 0
    fee_minor: int = 0

    @property
    def kept_minor(self) -> int:
        """What was spent for the client, and the revenue of the professional, before the fee."""
        return self.paid_minor - self.refunded_minor

    def __add__(self, other: "Money") -> "Money":
        return Money(
            self.paid_minor + other.paid_minor,
            self.refunded_minor + other.refunded_minor,
            self.fee_minor + other.fee_minor,
        )


def money_by(sessions: QuerySet[Session], *keys: str) -> dict[tuple, Money]:
    """What these sessions have cost, by the values of these fields or annotations of a session, and by the currency,
    which comes last. Of payments that nothing came of there is no row. One query."""
    found: dict[tuple, Money] = defaultdict(Money)
    first, *others = [_sums(sessions, way, keys) for way in PAYMENTS]
    for *key, came, went_back, fee in first.union(*others, all=True):
        found[tuple(key)] += Money(came, -went_back, -fee)
    return dict(found)


def _sums(sessions: QuerySet[Session], way: str, keys: tuple[str, ...]) -> QuerySet:
    """Rows of `keys`, the currency, and the sums of what came, went back and is the site's; the last two negative."""
    entry, lines = f"{way}__entries", f"{way}__entries__lines"
    amount = f"{lines}__amount_minor"
    came = Q(**{f"{entry}__kind__in": sorted(INCOMING), f"{amount}__gt": 0})
    at_provider = Q(**{f"{lines}__account": Account.AT_PROVIDER})
    outside = Q(**{f"{lines}__account": Account.OUTSIDE, f"{amount}__lt": 0})
    went_back = Q(**{f"{entry}__kind__in": GIVEN_BACK}) & (at_provider | outside)
    is_fee = Q(**{f"{lines}__account": Account.FEES})
    moved = sessions.order_by().filter(**{f"{entry}__livemode": is_live()})
    return moved.values_list(*keys, f"{way}__currency").annotate(
        came=Sum(amount, filter=came, default=0),
        went_back=Sum(amount, filter=went_back, default=0),
        fee=Sum(amount, filter=is_fee, default=0),
    )
