"""What has been paid for a booking so far, and what is still open."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from booking_payments.models import BookingPayment
from booking_payments.rules.reckoning import Received
from bookings.models import Booking, Cancellation
from bookings.queries.money import settlement_of
from bookings.states import BookingState, SettlementState
from engagements.states import Side
from payments.models import Attempt, Payment, Refund
from payments.queries import lost_at
from payments.states import (
    COUNTS,
    GIVEN_BACK_WHOLE,
    OUTSIDE_MEANS,
    PAYABLE,
    RUNNING,
    WAS_PAID,
    AttemptState,
    Means,
    PaymentState,
    Purpose,
    RefundReason,
)


def payments_of(booking: Booking) -> list[Payment]:
    """All payments of a booking by id, with attempts, their refunds and disputes. Three queries, or one without any."""
    ids = BookingPayment.objects.filter(booking=booking).values("payment")
    payments = Payment.objects.filter(pk__in=ids).prefetch_related("attempts__refunds", "attempts__disputes")
    return list(payments.order_by("pk"))


def payer_side(payment: Payment, booking: Booking) -> Side:
    return Side.HOST if payment.payer_id == booking.spot.show.owner_id else Side.ACT


def received_for(booking: Booking, payments: Iterable[Payment]) -> list[Received]:
    """What has come in, oldest first. The payments come from `payments_of`, the booking with its show."""
    return [_received(booking, payment) for payment in payments if payment.state in WAS_PAID]


def _received(booking: Booking, payment: Payment) -> Received:
    attempt = paying_attempt(payment)
    refunds = [refund for refund in attempt.refunds.all() if refund.state in COUNTS] if attempt else []
    taken_back = sum(refund.amount_minor for refund in refunds if refund.reason == RefundReason.CANCELLED)
    withdrawn = sum(dispute.withdrawn_minor for dispute in attempt.disputes.all()) if attempt else 0
    kept = 0
    if payment.state in (PaymentState.PAID, PaymentState.PARTLY_REFUNDED):
        kept = payment.amount_minor - sum(refund.amount_minor for refund in refunds)
    by_card = attempt is not None and attempt.means == Means.CARD
    return Received(
        payment=payment.pk,
        payer=payer_side(payment, booking),
        credited_minor=max(0, payment.amount_minor - taken_back - withdrawn),
        kept_minor=kept,
        refundable_minor=kept if by_card else 0,
    )


def paying_attempt(payment: Payment) -> Attempt | None:
    """The one that counts, of the attempts that are prefetched; others that were paid were given back whole."""
    paid = [attempt for attempt in payment.attempts.all() if attempt.state == AttemptState.PAID]
    return next((attempt for attempt in paid if not _never_counted(attempt.refunds.all())), None)


def _never_counted(refunds: Iterable[Refund]) -> bool:
    return any(refund.reason in GIVEN_BACK_WHOLE for refund in refunds)


def is_announced(payment: Payment) -> bool:
    """Whether its payer says that it is paid outside the site, and the payee has not confirmed that yet."""
    return payment.state in PAYABLE and any(
        attempt.state in RUNNING and attempt.means in OUTSIDE_MEANS for attempt in payment.attempts.all()
    )


def announced_by(booking: Booking, payments: Iterable[Payment]) -> dict[Side, int]:
    """How much each side says that it has paid outside the site, unconfirmed."""
    sums = dict.fromkeys(Side, 0)
    for payment in payments:
        if is_announced(payment):
            sums[payer_side(payment, booking)] += payment.amount_minor
    return sums


def was_deposit_paid(payments: Iterable[Payment]) -> bool:
    """Whether a deposit was paid, unless a bank has taken it back for good."""
    return any(
        payment.purpose == Purpose.DEPOSIT and payment.state in WAS_PAID and not _lost_at(payment)
        for payment in payments
    )


def deposit_lost_at(payments: Iterable[Payment]) -> dt.datetime | None:
    """When a bank last took a deposit back for good; None if none did."""
    lost = [_lost_at(payment) for payment in payments if payment.purpose == Purpose.DEPOSIT]
    return max(filter(None, lost), default=None)


def _lost_at(payment: Payment) -> dt.datetime | None:
    return lost_at(payment.attempts.all()) if payment.state == PaymentState.CHARGED_BACK else None


def final_sum(booking: Booking) -> int | None:
    """What the host is to have paid the act in the end, negative where the act owes the host. None while that is open:
    the settlement is not signed, and nothing was called off."""
    if booking.state == BookingState.CANCELLED:
        found = Cancellation.objects.filter(booking=booking).first()
        owed = (found.fee_minor or 0) if found and found.side else 0
        return -owed if found and found.side == Side.ACT else owed
    settlement = settlement_of(booking)
    if settlement is None or settlement.state != SettlementState.SIGNED:
        return None
    return settlement.result_minor


def open_payments(payments: Iterable[Payment]) -> dict[UUID, Payment]:
    """Those that somebody is still to pay, but for those that are announced."""
    return {one.pk: one for one in payments if one.state in PAYABLE and not is_announced(one)}
