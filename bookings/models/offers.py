"""What the sides of a booking propose to each other, and links by which an act is invited."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now

from accounts.models import Party
from bookings.models.bookings import Booking
from bookings.models.shows import Spot
from catalogue.models import Currency
from engagements.states import Channel, Side
from web.constraints import fee_is_whole, is_one_of
from web.identifiers import uuid7


class Offer(models.Model):
    """One version of the terms of a booking, as one side proposed it. Appended, never changed: the last one counts.

    Version 1 is what the booking began with. Times are of the set, as they were proposed: they stay what they were
    when the spot moves. `moves_set`: it asks for them; else it takes the spot as it is, and is accepted at the times
    that the spot has then. `deal` as `engagements.deals.Deal` reads it; `lineup`: ids of those who would play, None: as
    it is.
    """

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="offers")
    number = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=4, choices=Side)
    fee_minor = models.BigIntegerField(null=True, blank=True)
    fee_currency = models.ForeignKey(Currency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    deal = models.JSONField(null=True, blank=True)
    cancellation_tiers = models.JSONField(null=True, blank=True)
    call_at = models.DateTimeField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    released_at = models.DateTimeField()
    moves_set = models.BooleanField(default=False)
    lineup = ArrayField(models.UUIDField(), null=True, blank=True)
    message = models.TextField(blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=now)
    channel = models.CharField(max_length=8, choices=Channel)

    class Meta:
        ordering = ["number"]
        constraints = [
            *fee_is_whole("offer"),
            is_one_of("offer_side_is_known", "side", Side),
            models.UniqueConstraint(name="offer_numbered_once", fields=["booking", "number"]),
            models.CheckConstraint(
                name="offer_times_in_order",
                condition=Q(call_at__lte=F("starts_at"), starts_at__lt=F("ends_at"), ends_at__lte=F("released_at")),
            ),
        ]
        triggers = [pgtrigger.Protect(name="offer_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.booking_id} #{self.number}"

    @property
    def times_asked_for(self) -> "Offer | None":
        """Itself where it asks for other times than the spot has; None: as the spot has them."""
        return self if self.moves_set else None


class SpotInvite(models.Model):
    """A link by which one act is invited to a spot, once. Only the hash is stored.

    With `act` it is that act's alone and leads to an invitation; without, whoever opens it may apply, and the host
    answers the application like any other.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    spot = models.ForeignKey(Spot, on_delete=models.CASCADE, related_name="invites")
    act = models.ForeignKey(Party, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    message = models.TextField(blank=True)
    fee_minor = models.BigIntegerField(null=True, blank=True)
    fee_currency = models.ForeignKey(Currency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    booking = models.OneToOneField(Booking, null=True, blank=True, on_delete=models.CASCADE, related_name="invite")

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            *fee_is_whole("spotinvite"),
            models.CheckConstraint(
                name="spotinvite_used_for_a_booking",
                condition=Q(used_at=None, booking=None) | Q(used_at__isnull=False, booking__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.spot_id} {self.created_at:%Y-%m-%d}"
