"""Writes: what a booking's payments come to, and what comes of the booking with them."""

from booking_payments.actions.deciding import release_night, wait_for_deposit
from booking_payments.actions.owing import follow_booking

__all__ = ["follow_booking", "release_night", "wait_for_deposit"]
