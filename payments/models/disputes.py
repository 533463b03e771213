"""Card payments that their cardholders dispute at their banks."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from payments.models.attempts import PROVIDER_ID_MAX, Attempt
from payments.states import DISPUTE_TRANSITIONS, DisputeState
from web.constraints import is_one_of, legal_steps
from web.identifiers import uuid7


class Dispute(models.Model):
    """A dispute about a paid attempt, as the provider last told.

    `amount_minor` is disputed; `withdrawn_minor` of it has left our balance at the provider and has not come back.
    `reason` is the provider's code. Staff must answer at the provider until `respond_by`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="disputes")
    provider_id = models.CharField(max_length=PROVIDER_ID_MAX)
    state = models.CharField(_("state"), max_length=14, choices=DisputeState)
    amount_minor = models.BigIntegerField(_("amount"))
    withdrawn_minor = models.BigIntegerField(_("withdrawn"), default=0)
    reason = models.CharField(_("reason"), max_length=100, blank=True)
    respond_by = models.DateTimeField(_("answer by"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened"), default=now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        ordering = ["opened_at", "id"]
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        constraints = [
            is_one_of("dispute_state_is_known", "state", DisputeState),
            models.CheckConstraint(name="dispute_amount_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(name="dispute_withdrawn_not_negative", condition=Q(withdrawn_minor__gte=0)),
            models.UniqueConstraint(name="dispute_provider_id_once", fields=["provider_id"]),
        ]
        triggers = [
            legal_steps("dispute_steps", DISPUTE_TRANSITIONS),
            pgtrigger.ReadOnly(name="dispute_stays", fields=["attempt", "provider_id"]),
            pgtrigger.Protect(name="dispute_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return self.provider_id
