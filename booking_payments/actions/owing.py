"""What the two sides of a booking owe each other follows what becomes of it, in the same transaction.

One function looks at the booking as it is now and at what was paid, and brings the payments there: so it does not
matter in which way a booking was confirmed, called off, settled or opened again, nor how often it is asked.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.core.exceptions import ValidationError

from accounts.models import User
from booking_payments.actions.telling import tell_owed, tell_refunded
from booking_payments.models import BookingPayment
from booking_payments.queries.standing import (
    announced_by,
    deposit_lost_at,
    final_sum,
    open_payments,
    payer_side,
    payments_of,
    received_for,
    was_deposit_paid,
)
from booking_payments.rules.reckoning import Debt, reckon
from bookings.models import Booking
from bookings.queries.money import agreed_deal, parties_of
from bookings.states import PROMISED, BookingState
from engagements.actions.doing import Doing
from engagements.deals import terms_in
from engagements.states import DueFrom, Side, other_side
from payments.actions import Share, change_due, owe, promise_refund
from payments.actions.locking import lock_payments
from payments.actions.moving import move_payment
from payments.actions.refunds import in_whole_steps
from payments.models import Payment
from payments.rules import fee_of, is_live
from payments.states import PAYABLE, PaymentState, Purpose, RefundReason, Trade

DAYS_TO_PAY_AGAIN = dt.timedelta(days=3)
"""So long the host has, at least, to pay a deposit again that its bank took back; not beyond the start of the set."""
FOR_PLAYING = (Purpose.DEPOSIT, Purpose.BALANCE)


def follow_booking(booking: Booking, doing: Doing) -> None:
    """Owe, cancel and give back what a booking comes to now. Assumes show and booking locked.

    Registered with `bookings.hooks.money_changed`.
    """
    if not booking.fee_currency_id or booking.state not in PROMISED | {BookingState.CANCELLED}:
        return
    payments = payments_of(booking)
    total = final_sum(booking)
    if total is None:
        _follow_deposit(booking, payments, doing)
        return
    is_off = booking.state == BookingState.CANCELLED
    purpose = Purpose.CANCELLATION if is_off else Purpose.BALANCE
    reckoned = reckon(total, received_for(booking, payments), announced_by(booking, payments), purpose)
    refused = _give_back(booking, reckoned.refunds, doing.user)
    debts = [*reckoned.debts, *refused]
    terms = terms_in(booking.deal)
    due_at = doing.at + dt.timedelta(days=terms.balance_days)
    _bring_to(booking, payments, debts, due_at, doing)


def _follow_deposit(booking: Booking, payments: Sequence[Payment], doing: Doing) -> None:
    """What is owed before the night: the deposit, until it was paid once. After the night nothing new is."""
    is_ahead = booking.state == BookingState.CONFIRMED
    deal, terms = agreed_deal(booking), terms_in(booking.deal)
    amount = deal.deposit_minor if deal else 0
    is_paid = was_deposit_paid(payments) or announced_by(booking, payments)[Side.HOST]
    debts = [] if is_paid or not amount else [Debt(Side.HOST, Purpose.DEPOSIT, amount)]
    if not is_ahead:  # one that is open stays so, until the settlement says what there is to pay
        stays = [one for one in open_payments(payments).values() if one.purpose == Purpose.DEPOSIT]
        debts = [_debt_of(one, booking) for one in stays]
    booked_at = booking.decided_at or doing.at
    due_at = terms.due_at(booked_at, booking.spot.starts_at)
    if lost_at := deposit_lost_at(payments):
        due_at = max(due_at, min(lost_at + DAYS_TO_PAY_AGAIN, booking.spot.starts_at))
    _bring_to(booking, payments, debts, due_at, doing)
    if is_ahead and terms.due_from == DueFrom.NIGHT:
        _follow_night(payments, due_at)


def _debt_of(payment: Payment, booking: Booking) -> Debt:
    return Debt(payer_side(payment, booking), Purpose(payment.purpose), payment.amount_minor)


def _follow_night(payments: Sequence[Payment], due_at: dt.datetime) -> None:
    """An unpaid deposit that is reckoned from the night is due by the night as it is now, unless the act has set a
    day."""
    stays = [one.pk for one in open_payments(payments).values() if one.due_at != due_at]
    ids = BookingPayment.objects.filter(payment__in=stays, is_postponed=False).values_list("pk", flat=True)
    for payment in lock_payments(list(ids)) if stays else ():
        if payment.state in PAYABLE:
            change_due(payment, due_at)
            BookingPayment.objects.filter(pk=payment.pk).update(overdue_told_at=None)


def _bring_to(
    booking: Booking, payments: Sequence[Payment], debts: Sequence[Debt], due_at: dt.datetime, doing: Doing
) -> None:
    """Cancel what is open and no longer owed, and owe what is missing. What is owed as before stays as it is."""
    missing = list(debts)
    gone: list[UUID] = []
    for payment in open_payments(payments).values():
        debt = _debt_of(payment, booking)
        if payment.currency_id == booking.fee_currency_id and debt in missing:
            missing.remove(debt)
        else:
            gone.append(payment.pk)
    for payment in lock_payments(gone) if gone else ():
        move_payment(payment, PaymentState.CANCELLED, by=doing.user)
    for debt in missing:
        _owe(booking, debt, due_at, doing)


def _owe(booking: Booking, debt: Debt, due_at: dt.datetime, doing: Doing) -> Payment:
    """The platform's fee is on what a gig pays; it takes nothing of calling off or of paying back."""
    parties, currency = parties_of(booking), booking.fee_currency_id or ""
    fee = fee_of(Trade.GIG, debt.amount_minor, currency) if debt.purpose in FOR_PLAYING else 0
    payment = owe(
        acting_user=doing.user,
        payer=parties[debt.payer],
        shares=[Share(parties[other_side(debt.payer)], debt.amount_minor, fee)],
        currency=currency,
        purpose=debt.purpose,
        due_at=due_at,
        livemode=is_live(),
    )
    BookingPayment.objects.create(payment=payment, booking=booking)
    tell_owed(payment, booking)
    return payment


def _give_back(booking: Booking, refunds: Mapping[UUID, int], user: User | None) -> list[Debt]:
    """Promise refunds by card. What cannot go back to the card any more, the payee owes."""
    debts = []
    for payment in lock_payments(sorted(refunds)) if refunds else ():
        amount = in_whole_steps(payment, refunds[payment.pk])
        try:
            promise_refund(
                acting_user=user,
                payment_id=payment.pk,
                amount_minor=amount,
                reason=RefundReason.CANCELLED,
                version=payment.version,
            )
        except ValidationError:
            debts.append(Debt(other_side(payer_side(payment, booking)), Purpose.REPAYMENT, amount))
        else:
            tell_refunded(payment, booking, amount)
    return debts
