"""Filling a spot again after a cancellation, and those who wait for one."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from accounts.models import Party
from bookings.models.bookings import Booking
from bookings.models.shows import Spot
from bookings.states import RefillSource, RefillState
from catalogue.models import Currency
from engagements.words.site_texts import say_text
from venues.states import RefillStrategy
from web.constraints import fee_is_whole, is_one_of
from web.identifiers import uuid7


class WaitlistEntry(models.Model):
    """An act that would still play in a spot which another has got."""

    spot = models.ForeignKey(Spot, on_delete=models.CASCADE, related_name="waitlist")
    act = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(default=now)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(name="waitlist_once_per_act", fields=["spot", "act"], condition=Q(left_at=None))
        ]

    def __str__(self):
        return f"{self.act_id} {self.spot_id}"


class Refill(models.Model):
    """Asking others to step into a spot, as the host has chosen; `window_hours` is how long each has to answer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    spot = models.ForeignKey(Spot, on_delete=models.CASCADE, related_name="refills")
    strategy = models.CharField(max_length=12, choices=RefillStrategy)
    window_hours = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=RefillState, default=RefillState.RUNNING)
    after = models.ForeignKey(Booking, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["started_at"]
        constraints = [
            is_one_of("refill_strategy_is_known", "strategy", RefillStrategy),
            is_one_of("refill_state_is_known", "state", RefillState),
            models.UniqueConstraint(name="refill_one_running", fields=["spot"], condition=Q(state="running")),
        ]

    def __str__(self):
        return f"{self.spot_id}: {self.state}"


class RefillStep(models.Model):
    """One candidate, in order; asked by an invitation, whose state is the answer.

    The fee is what the act had asked for when it was put in line, as its hold on the night said; or nothing.
    """

    refill = models.ForeignKey(Refill, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=8, choices=RefillSource)
    act = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    fee_minor = models.BigIntegerField(null=True, blank=True)
    fee_currency = models.ForeignKey(Currency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    booking = models.OneToOneField(
        Booking, null=True, blank=True, on_delete=models.SET_NULL, related_name="refill_step"
    )
    skipped = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="refillstep_act_once", fields=["refill", "act"]),
            *fee_is_whole("refillstep"),
            is_one_of("refillstep_source_is_known", "source", RefillSource),
        ]

    def __str__(self):
        return f"{self.refill_id} {self.position}"

    @property
    def said_skipped(self) -> str:
        """Why it was not asked, to whoever reads it now."""
        return say_text(self.skipped)
