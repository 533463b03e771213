"""Tables: which payments belong to which booking."""

from booking_payments.models.payments import BookingPayment

__all__ = ["BookingPayment"]
