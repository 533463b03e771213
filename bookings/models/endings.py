"""What comes of a booking that went wrong: what its cancellation costs, and what a side reports afterwards."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from bookings.models.bookings import Booking
from bookings.states import BookingState, ReportKind
from engagements.states import Side
from web.constraints import fee_is_whole, is_one_of
from web.identifiers import uuid7


class Cancellation(models.Model):
    """Who called a confirmed booking off, how many days before its night, and the share of the fee that is owed then.

    By the tiers agreed at booking; `side` owes `fee_minor` to the other. Staff owe nothing (`side` empty). Staff may
    set another sum, which is no percentage of anything: then `percent` is 0.
    """

    booking = models.OneToOneField(Booking, on_delete=models.PROTECT, primary_key=True, related_name="cancellation")
    side = models.CharField(max_length=4, choices=Side, blank=True)
    reason = models.TextField(blank=True)
    days_before = models.IntegerField()
    percent = models.PositiveSmallIntegerField(default=0)
    fee_minor = models.BigIntegerField(null=True, blank=True)
    fee_currency = models.ForeignKey(
        "catalogue.Currency", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            *fee_is_whole("cancellation"),
            models.CheckConstraint(name="cancellation_percent", condition=Q(percent__range=(0, 100))),
        ]

    def __str__(self):
        return f"{self.booking_id}: {self.percent} %"

    @property
    def is_set_by_staff(self) -> bool:
        return bool(self.fee_minor) and not self.percent


class Report(models.Model):
    """A side tells the site's staff, within 7 days, that the other did not come or that something else went wrong."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="reports")
    side = models.CharField(max_length=4, choices=Side)
    kind = models.CharField(max_length=8, choices=ReportKind)
    text = models.TextField(max_length=4000)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reported_at = models.DateTimeField(default=now)
    resolved_to = models.CharField(max_length=10, choices=BookingState, blank=True)
    resolution = models.TextField(blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-reported_at"]
        constraints = [
            is_one_of("report_kind_is_known", "kind", ReportKind),
            models.UniqueConstraint(name="report_once_per_side", fields=["booking", "side"]),
        ]

    def __str__(self):
        return f"{self.booking_id}: {self.kind}"
