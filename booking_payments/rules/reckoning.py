"""What a booking comes to between its two sides: pure reckoning in minor units of the booking's currency.

`target` is what the host is to have paid the act when all is done; negative, where the act owes the host. What has come
in already counts towards it, and what is too much goes back: by card where it came by card, else as a new payment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from engagements.states import Side, other_side
from payments.states import Purpose


@dataclass(frozen=True)
class Received:
    """A payment that has come in.

    `credited_minor` of it counts for its payer: what staff or the payee gave back as a present still does, and what a
    bank took back does not.
    `kept_minor` the other side has, and `refundable_minor` of that can be given back by card.
    """

    payment: UUID
    payer: Side
    credited_minor: int
    kept_minor: int
    refundable_minor: int = 0


class Debt(NamedTuple):
    """What one side is still to pay the other."""

    payer: Side
    purpose: Purpose
    amount_minor: int


@dataclass(frozen=True)
class Reckoned:
    """What is to be done: refunds by card, by the payment's id, and debts."""

    refunds: Mapping[UUID, int]
    debts: tuple[Debt, ...]


def reckon(
    target: int, received: Sequence[Received], announced: Mapping[Side, int], purpose: Purpose = Purpose.BALANCE
) -> Reckoned:
    """What is left to do until the host has paid `target`.

    `announced`: what each side says that it has paid outside the site, and the other has not confirmed yet: it is asked
    for no second time. `purpose` is that of a new debt.
    """
    for payer, sign in ((Side.HOST, 1), (Side.ACT, -1)):
        owed = max(0, sign * target - _paid_by(payer, received))
        if owed:
            return _of_debtor(payer, owed, sign * target, received, announced.get(payer, 0), purpose)
    return Reckoned({}, ())


def _paid_by(payer: Side, received: Sequence[Received]) -> int:
    """What a side has paid more than it was paid, in its favour: what it gave is credited, what it got is what it has
    kept."""
    credited = sum(one.credited_minor for one in received if one.payer == payer)
    return credited - sum(one.kept_minor for one in received if one.payer != payer)


def _of_debtor(
    debtor: Side, owed: int, own_target: int, received: Sequence[Received], announced: int, purpose: Purpose
) -> Reckoned:
    """A debtor gives back by card what it got so. The rest is a repayment as far as it has kept more than it may, and
    only then a debt of its own."""
    refunds: dict[UUID, int] = {}
    left = owed
    for one in reversed([one for one in received if one.payer == other_side(debtor)]):
        if part := min(left, one.refundable_minor):
            refunds[one.payment] = part
            left -= part
    kept = sum(one.kept_minor for one in received if one.payer != debtor) - sum(refunds.values())
    may_keep = max(0, -own_target)
    left = max(0, left - announced)
    repaid = min(left, max(0, kept - may_keep))
    debts = [Debt(debtor, Purpose.REPAYMENT, repaid), Debt(debtor, purpose, left - repaid)]
    return Reckoned(refunds, tuple(debt for debt in debts if debt.amount_minor))
