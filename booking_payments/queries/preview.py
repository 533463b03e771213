"""What calling a booking off would do to its payments, before anybody confirms it."""

import datetime as dt
from dataclasses import dataclass

from booking_payments.queries.standing import announced_by, open_payments, payments_of, received_for
from booking_payments.rules.reckoning import Debt, reckon
from bookings.models import Booking
from bookings.queries.changes import cost_of_cancelling
from engagements.states import Side, other_side
from payments.states import Purpose


@dataclass(frozen=True)
class CallingOff:
    """In minor units of `currency`: what goes back to the cards of `refunded_to`, what the other side keeps of what it
    was paid, what is still owed then, and what is no longer to be paid."""

    currency: str
    refunded_to: Side
    refunded_minor: int
    kept_minor: int
    debts: tuple[Debt, ...]
    dropped_minor: int


def calling_off(booking: Booking, side: Side | None, at: dt.datetime) -> CallingOff | None:
    """What it comes to if `side` calls off now; None stands for staff, whom it costs nothing. None without any payment
    and without a debt. The booking comes with its show."""
    if not booking.fee_currency_id:
        return None
    owed = (cost_of_cancelling(booking, at).owed_minor or 0) if side else 0
    target = -owed if side == Side.ACT else owed
    payments = payments_of(booking)
    received = received_for(booking, payments)
    reckoned = reckon(target, received, announced_by(booking, payments), Purpose.CANCELLATION)
    refunded = sum(reckoned.refunds.values())
    payers = {one.payer for one in received if one.payment in reckoned.refunds}
    refunded_to = payers.pop() if payers else Side.HOST
    found = CallingOff(
        currency=booking.fee_currency_id,
        refunded_to=refunded_to,
        refunded_minor=refunded,
        kept_minor=sum(one.kept_minor for one in received if one.payer == refunded_to)
        - refunded
        - sum(debt.amount_minor for debt in reckoned.debts if _is_repaid(debt, refunded_to)),
        debts=reckoned.debts,
        dropped_minor=sum(one.amount_minor for one in open_payments(payments).values()),
    )
    return found if payments or reckoned.debts else None


def _is_repaid(debt: Debt, payer: Side) -> bool:
    return debt.purpose == Purpose.REPAYMENT and debt.payer == other_side(payer)
