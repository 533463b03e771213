"""What one party owes, and who gets it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from catalogue.models import Currency
from payments.states import PAYABLE, PAYMENT_TRANSITIONS, PaymentState, Purpose
from web.constraints import is_one_of, legal_steps, starts_as
from web.identifiers import uuid7


class Payment(models.Model):
    """An amount in minor units that `payer` owes. Who gets how much of it stands in its shares, which sum to it.

    It stays payable after `due_at`; after `expires_at`, where something waits for it, it expires. `version` rises with
    every change: somebody who pays or refunds names the one they have read. What is paid for points here, from a table
    of an upper app.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    payer = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="payments_owed", verbose_name=_("payer"))
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    state = models.CharField(_("state"), max_length=16, choices=PaymentState, default=PaymentState.DUE)
    amount_minor = models.BigIntegerField(_("amount"))
    currency = models.ForeignKey(Currency, on_delete=models.PROTECT, related_name="+", verbose_name=_("currency"))
    due_at = models.DateTimeField(_("due"))
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    livemode = models.BooleanField(_("real money"))
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["due_at", "id"]
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            is_one_of("payment_state_is_known", "state", PaymentState),
            is_one_of("payment_purpose_is_known", "purpose", Purpose),
            models.CheckConstraint(name="payment_amount_positive", condition=Q(amount_minor__gt=0)),
        ]
        indexes = [
            models.Index(name="payment_of_payer", fields=["payer", "-due_at"]),
            models.Index(name="payment_still_due", fields=["due_at"], condition=Q(state__in=sorted(PAYABLE))),
            models.Index(
                name="payment_expiring",
                fields=["expires_at"],
                condition=Q(state__in=sorted(PAYABLE), expires_at__isnull=False),
            ),
        ]
        triggers = [
            legal_steps("payment_steps", PAYMENT_TRANSITIONS),
            starts_as("payment_starts_due", [PaymentState.DUE]),
            pgtrigger.ReadOnly(
                name="payment_stays_as_owed",
                fields=["payer", "purpose", "amount_minor", "currency", "livemode", "created_at"],
            ),
            pgtrigger.Protect(name="payment_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.get_purpose_display()} {self.pk}"

    @property
    def topic(self) -> str:
        """The live topic of its page; private to those who may see it."""
        return f"y.{self.pk}"


class PayeeShare(models.Model):
    """What one payee gets of a payment: `amount_minor` of it, less `fee_minor`, which the platform keeps. Written with
    its payment; never changed."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="shares")
    payee = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="payments_shared")
    amount_minor = models.BigIntegerField(_("amount"))
    fee_minor = models.BigIntegerField(_("fee"), default=0)

    class Meta:
        ordering = ["id"]
        verbose_name = _("share of a payee")
        verbose_name_plural = _("shares of payees")
        constraints = [
            models.UniqueConstraint(name="payeeshare_once_per_payee", fields=["payment", "payee"]),
            models.CheckConstraint(name="payeeshare_amount_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="payeeshare_fee_within_amount", condition=Q(fee_minor__gte=0, fee_minor__lte=F("amount_minor"))
            ),
        ]
        indexes = [models.Index(name="payeeshare_of_payee", fields=["payee"])]
        triggers = [pgtrigger.Protect(name="payeeshare_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.payee}: {self.amount_minor}"

    @property
    def net_minor(self) -> int:
        """What the payee is owed once the payment is paid, before card costs."""
        return self.amount_minor - self.fee_minor
