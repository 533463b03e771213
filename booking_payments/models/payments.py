"""What is paid for a booking."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.models import Booking
from payments.models import Payment


class BookingPayment(models.Model):
    """A payment for a booking: its deposit, its balance, a cancellation fee, or what one side pays back.

    `is_postponed`: the act has set another day for its deposit, which no longer follows the night. `overdue_told_at`:
    when both sides were told that it is overdue, once for each day on which it was due.
    """

    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, primary_key=True, related_name="+")
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="payments")
    is_postponed = models.BooleanField(default=False)
    overdue_told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["payment__due_at", "pk"]
        verbose_name = _("payment of a booking")
        verbose_name_plural = _("payments of bookings")
        triggers = [
            pgtrigger.ReadOnly(name="bookingpayment_stays", fields=["payment", "booking"]),
            pgtrigger.Protect(name="bookingpayment_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.booking_id}: {self.payment_id}"
