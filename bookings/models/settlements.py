"""The reckoning after the night: what was taken, what it cost, what the act gets, and who of the line-up gets what."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from bookings.models.bookings import Booking, LineupEntry
from bookings.states import SettlementState
from catalogue.models import Currency
from engagements.models import SignatureRow
from engagements.states import LineKind, Side
from web.constraints import is_one_of


class Settlement(models.Model):
    """The settlement of one booking. Its result is computed from its lines and the deal; a change undoes signatures."""

    booking = models.OneToOneField(Booking, on_delete=models.PROTECT, primary_key=True, related_name="settlement")
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=8, choices=SettlementState, default=SettlementState.OPEN)
    currency = models.ForeignKey(Currency, on_delete=models.PROTECT, related_name="+")
    deal = models.JSONField()
    result_minor = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=now)
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            is_one_of("settlement_state_is_known", "state", SettlementState),
            models.CheckConstraint(name="settlement_result_not_negative", condition=Q(result_minor__gte=0)),
        ]

    def __str__(self):
        return f"{self.booking_id}: {self.result_minor}"


class SettlementLine(models.Model):
    """One named amount in minor units. `number` of tickets times `unit_minor` is allowed for takings."""

    settlement = models.ForeignKey(Settlement, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=8, choices=LineKind)
    position = models.PositiveSmallIntegerField(default=0)
    label = models.CharField(max_length=200)
    quantity = models.PositiveIntegerField(default=1)
    unit_minor = models.BigIntegerField()

    class Meta:
        ordering = ["kind", "position", "id"]
        constraints = [
            is_one_of("settlementline_kind_is_known", "kind", LineKind),
            models.CheckConstraint(name="settlementline_not_negative", condition=Q(unit_minor__gte=0)),
        ]

    def __str__(self):
        return self.label

    @property
    def amount_minor(self) -> int:
        return self.quantity * self.unit_minor


class SettlementComment(models.Model):
    """A word of one side on the settlement as it was at `version`. Appended, never changed."""

    settlement = models.ForeignKey(Settlement, on_delete=models.CASCADE, related_name="comments")
    version = models.PositiveIntegerField()
    side = models.CharField(max_length=4, choices=Side)
    text = models.TextField(max_length=4000)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return self.text[:50]


class SettlementSignature(SignatureRow):
    """One side's signature below one version, by typed name."""

    settlement = models.ForeignKey(Settlement, on_delete=models.CASCADE, related_name="signatures")
    version = models.PositiveIntegerField()
    result_minor = models.BigIntegerField()

    class Meta(SignatureRow.Meta):
        constraints = [
            models.UniqueConstraint(name="settlementsignature_once", fields=["settlement", "version", "side"])
        ]
        triggers = [
            pgtrigger.Protect(name="settlementsignature_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]


class Share(models.Model):
    """What one of the line-up gets of the result: `weight` parts of all the parts, the amounts sum up exactly."""

    settlement = models.ForeignKey(Settlement, on_delete=models.CASCADE, related_name="shares")
    entry = models.ForeignKey(LineupEntry, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=120)
    weight = models.PositiveIntegerField(default=1)
    fixed_minor = models.BigIntegerField(null=True, blank=True)
    amount_minor = models.BigIntegerField()

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return f"{self.name}: {self.amount_minor}"
