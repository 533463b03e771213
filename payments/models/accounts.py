"""Where payees are paid out, and what reached their banks."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from catalogue.models import Country, Currency
from payments.states import PayoutState
from web.constraints import is_one_of
from web.identifiers import uuid7

PROVIDER_ID_MAX = 255


class PayoutAccount(models.Model):
    """A party's account at the provider, as the provider last reported it.

    `id` is the key under which the provider is asked to make it; `provider_id` is empty until it has. A party has one
    account that counts, and may have a second one that will replace it, `takes_effect_at` at the earliest.
    `replaced_at`: since when it no longer counts, or when its change was stopped. `requirements` and `disabled_reason`
    are the provider's codes (https://docs.stripe.com/api/accounts/object).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="payout_accounts")
    provider_id = models.CharField(max_length=PROVIDER_ID_MAX, blank=True)
    livemode = models.BooleanField(_("real money"))
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")
    transfers_enabled = models.BooleanField(_("may receive money"), default=False)
    payouts_enabled = models.BooleanField(_("is paid out"), default=False)
    details_submitted = models.BooleanField(default=False)
    is_in_review = models.BooleanField(default=False)
    disabled_reason = models.CharField(max_length=PROVIDER_ID_MAX, blank=True)
    requirements = ArrayField(models.CharField(max_length=PROVIDER_ID_MAX), default=list, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=now)
    takes_effect_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
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
        triggers = [
            pgtrigger.ReadOnly(
                name="payoutaccount_stays", fields=["party", "livemode", "country", "created_at", "takes_effect_at"]
            )
        ]

    def __str__(self):
        return self.provider_id or str(self.pk)


class Payout(models.Model):
    """What the provider sent from a payee's account to their bank, as it last reported it. Amounts in minor units.

    `failure`: the provider's code for why it came back (https://docs.stripe.com/api/payouts/failures).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(PayoutAccount, on_delete=models.PROTECT, related_name="payouts")
    provider_id = models.CharField(max_length=PROVIDER_ID_MAX, unique=True)
    amount_minor = models.BigIntegerField(_("amount"))
    currency = models.ForeignKey(Currency, on_delete=models.PROTECT, related_name="+", verbose_name=_("currency"))
    state = models.CharField(_("state"), max_length=10, choices=PayoutState)
    arrives_at = models.DateTimeField(_("arrives"))
    failure = models.CharField(max_length=PROVIDER_ID_MAX, blank=True)
    created_at = models.DateTimeField(_("sent"))

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("payout")
        verbose_name_plural = _("payouts")
        constraints = [is_one_of("payout_state_is_known", "state", PayoutState)]
        indexes = [models.Index(name="payout_of_account", fields=["account", "-created_at"])]
        triggers = [pgtrigger.ReadOnly(name="payout_stays", fields=["account", "provider_id", "amount_minor"])]

    def __str__(self):
        return self.provider_id
