"""Whom payments of a booking are told to: rows of the outbox, in the transaction that made it true."""

from accounts.models import Party
from bookings.models import Booking
from engagements.queries.people import leaders_of
from notifications.actions import notify
from payments.models import Payment
from payments.states import Purpose
from payments.words.outside import payment_path

DUE_KINDS = {
    Purpose.DEPOSIT: "booking_payments.deposit_due",
    Purpose.BALANCE: "booking_payments.balance_due",
    Purpose.CANCELLATION: "booking_payments.cancellation_due",
    Purpose.REPAYMENT: "booking_payments.repayment_due",
}


def tell_owed(payment: Payment, booking: Booking) -> None:
    """Tell the payer what is due, and when."""
    inform_leaders(payment.payer, DUE_KINDS[Purpose(payment.purpose)], payment, booking)


def tell_received(payment: Payment, booking: Booking) -> None:
    """Tell the payee that it was paid by card; what came outside the site they have confirmed themselves."""
    for share in payment.shares.select_related("payee"):
        inform_leaders(share.payee, "booking_payments.received", payment, booking)


def tell_refunded(payment: Payment, booking: Booking, amount_minor: int) -> None:
    """Tell the payer what comes back, of what was paid by card."""
    inform_leaders(payment.payer, "booking_payments.refund_promised", payment, booking, amount_minor=amount_minor)


def inform_leaders(party: Party, kind: str, payment: Payment, booking: Booking, **data: object) -> None:
    """Tell the leaders of a party of a payment."""
    about = {"booking": str(booking.pk), "payment": str(payment.pk), "party": str(party.pk), **data}
    notify(users=leaders_of(party), kind=kind, path=payment_path(payment), data=about)
