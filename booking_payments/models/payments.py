"""What is paid for a booking."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.models import Booking
from payments.models import Payment


class BookingPayment(models.Model):
    """A payment for a booking: its deposit, its balance, or a cancellation fee. Written once, with its payment."""

    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, primary_key=True, related_name="+")
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="payments")

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
