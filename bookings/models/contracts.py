"""Contracts: generated from the agreed terms, frozen with their hash, signed by typed name."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from bookings.models.bookings import Booking
from engagements.models import SignatureRow
from web.identifiers import uuid7


class Contract(models.Model):
    """One version: the terms as they were agreed, the PDF made of them, and its SHA-256. Frozen; a changed term needs
    the next `number`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="contracts")
    number = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=8)
    terms = models.JSONField()
    terms_hash = models.CharField(max_length=64)
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(name="contract_numbered_once", fields=["booking", "number"])]
        triggers = [
            pgtrigger.ReadOnly(
                name="contract_is_frozen",
                fields=["booking", "number", "language", "terms", "terms_hash", "pdf", "sha256", "made_at"],
            ),
            pgtrigger.Protect(name="contract_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.booking_id} #{self.number}"


class ContractSignature(SignatureRow):
    """One side's signature: the name as typed, when, and from which address. Appended, never changed."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="signatures")
    address = models.GenericIPAddressField(null=True)
    sha256 = models.CharField(max_length=64)

    class Meta(SignatureRow.Meta):
        constraints = [
            models.UniqueConstraint(name="contractsignature_once_per_side", fields=["contract", "side"]),
            models.CheckConstraint(name="contractsignature_has_a_name", condition=~Q(name="")),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="contractsignature_is_frozen",
                fields=["contract", "side", "name", "signed_at", "address", "sha256"],
            ),
            pgtrigger.Protect(name="contractsignature_is_kept", operation=pgtrigger.Delete),
        ]
