"""Where payees are paid out."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from catalogue.models import Country
from payments.models.attempts import PROVIDER_ID_MAX
from web.identifiers import uuid7


class PayoutAccount(models.Model):
    """A party's account at the provider, as the provider last told. Counts from `takes_effect_at` until `replaced_at`.

    `id` is the key under which the provider is asked to make it; `provider_id` is empty until it has. `requirements`:
    the provider's codes for what is missing.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="payout_accounts")
    provider_id = models.CharField(max_length=PROVIDER_ID_MAX, blank=True)
    livemode = models.BooleanField(_("real money"))
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")
    charges_enabled = models.BooleanField(default=False)
    payouts_enabled = models.BooleanField(default=False)
    details_submitted = models.BooleanField(default=False)
    requirements = ArrayField(models.CharField(max_length=PROVIDER_ID_MAX), default=list, blank=True)
    created_at = models.DateTimeField(default=now)
    takes_effect_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-takes_effect_at"]
        verbose_name = _("payout account")
        verbose_name_plural = _("payout accounts")
        constraints = [
            models.UniqueConstraint(
                name="payoutaccount_provider_id_once", fields=["provider_id"], condition=~Q(provider_id="")
            ),
            models.CheckConstraint(
                name="payoutaccount_ends_after_it_began",
                condition=Q(replaced_at=None) | Q(replaced_at__gte=models.F("created_at")),
            ),
        ]
        indexes = [models.Index(name="payoutaccount_of_party", fields=["party"], condition=Q(replaced_at=None))]
        triggers = [pgtrigger.ReadOnly(name="payoutaccount_stays", fields=["party", "livemode", "created_at"])]

    def __str__(self):
        return self.provider_id or str(self.pk)
