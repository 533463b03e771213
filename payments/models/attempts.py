"""Attempts to pay, and money that leaves again: to payees, or back to the payer."""

import datetime as dt

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from payments.models.accounts import PROVIDER_ID_MAX, PayoutAccount
from payments.models.payments import PayeeShare, Payment
from payments.states import (
    ATTEMPT_TRANSITIONS,
    OUTGOING_TRANSITIONS,
    RUNNING,
    AttemptState,
    Means,
    OutgoingState,
    RefundReason,
    WaitReason,
)
from web.constraints import is_one_of, legal_steps, starts_as
from web.identifiers import uuid7

KEYS_LIVE = dt.timedelta(hours=24)
"""So long the provider remembers a key."""


class Attempt(models.Model):
    """One try to pay a payment, for all of it. A payment has one that is still running at most.

    `id` is the key under which the provider is asked. `checkout_id`, `intent_id` and `charge_id` are the provider's,
    once it has told them; empty outside the site. `costs_minor`: what the provider kept of it, None until it says so.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="attempts")
    means = models.CharField(_("paid by"), max_length=8, choices=Means)
    state = models.CharField(_("state"), max_length=10, choices=AttemptState, default=AttemptState.BEGUN)
    checkout_id = models.CharField(max_length=PROVIDER_ID_MAX, blank=True)
    checkout_url = models.URLField(max_length=2000, blank=True)
    intent_id = models.CharField(max_length=PROVIDER_ID_MAX, blank=True)
    charge_id = models.CharField(max_length=PROVIDER_ID_MAX, blank=True)
    costs_minor = models.BigIntegerField(_("card costs"), null=True, blank=True)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    begun_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["begun_at", "id"]
        verbose_name = _("attempt to pay")
        verbose_name_plural = _("attempts to pay")
        constraints = [
            is_one_of("attempt_state_is_known", "state", AttemptState),
            is_one_of("attempt_means_are_known", "means", Means),
            models.UniqueConstraint(
                name="attempt_one_running", fields=["payment"], condition=Q(state__in=sorted(RUNNING))
            ),
            *(
                models.UniqueConstraint(name=f"attempt_{name}_once", fields=[name], condition=~Q(**{name: ""}))
                for name in ("checkout_id", "intent_id", "charge_id")
            ),
            models.CheckConstraint(
                name="attempt_ended_has_time",
                condition=Q(state__in=sorted(RUNNING), ended_at=None)
                | (~Q(state__in=sorted(RUNNING)) & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(name="attempt_running", fields=["begun_at"], condition=Q(state__in=sorted(RUNNING)))]
        triggers = [
            legal_steps("attempt_steps", ATTEMPT_TRANSITIONS),
            starts_as("attempt_starts_begun", [AttemptState.BEGUN]),
            pgtrigger.ReadOnly(name="attempt_stays", fields=["payment", "means", "begun_at"]),
            pgtrigger.Protect(name="attempt_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.get_means_display()} {self.pk}"


class Outgoing(models.Model):
    """Money of a paid attempt that leaves again. `id` is the key under which the provider is asked.

    It counts from the moment it is stored: refunds and transfers of an attempt, less what was taken back, never exceed
    what was paid (`payments_check_attempt`, at commit).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="%(class)ss")
    amount_minor = models.BigIntegerField(_("amount"))
    state = models.CharField(_("state"), max_length=6, choices=OutgoingState, default=OutgoingState.BEGUN)
    provider_id = models.CharField(max_length=PROVIDER_ID_MAX, blank=True)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    begun_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["begun_at", "id"]

    def __str__(self):
        return f"{self.amount_minor} {self.pk}"


def _rules(table: str) -> dict[str, list]:
    return {
        "constraints": [
            is_one_of(f"{table}_state_is_known", "state", OutgoingState),
            models.CheckConstraint(name=f"{table}_amount_positive", condition=Q(amount_minor__gt=0)),
            models.UniqueConstraint(
                name=f"{table}_provider_id_once", fields=["provider_id"], condition=~Q(provider_id="")
            ),
        ],
        "indexes": [models.Index(name=f"{table}_begun", fields=["begun_at"], condition=Q(state=OutgoingState.BEGUN))],
        "triggers": [
            legal_steps(f"{table}_steps", OUTGOING_TRANSITIONS),
            starts_as(f"{table}_starts_begun", [OutgoingState.BEGUN]),
            pgtrigger.ReadOnly(name=f"{table}_stays", fields=["attempt", "amount_minor", "begun_at"]),
            pgtrigger.Protect(name=f"{table}_is_kept", operation=pgtrigger.Delete),
        ],
    }


class Transfer(Outgoing):
    """What a payee is sent of a paid attempt, to the account that counted then. `reversed_minor` of it is taken back,
    or is about to be; it only grows. Its reversals say which."""

    payee = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="transfers")
    account = models.ForeignKey(PayoutAccount, null=True, on_delete=models.PROTECT, related_name="transfers")
    reversed_minor = models.BigIntegerField(_("taken back"), default=0)

    class Meta(Outgoing.Meta):
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        constraints = [
            *_rules("transfer")["constraints"],
            models.CheckConstraint(
                name="transfer_reversed_within_amount",
                condition=Q(reversed_minor__gte=0, reversed_minor__lte=models.F("amount_minor")),
            ),
        ]
        indexes = _rules("transfer")["indexes"]
        triggers = [
            *_rules("transfer")["triggers"],
            pgtrigger.ReadOnly(name="transfer_keeps_its_payee", fields=["payee", "account"]),
            pgtrigger.Protect(
                name="transfer_reversals_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.reversed_minor < OLD.reversed_minor"),
            ),
        ]


class Refund(Outgoing):
    """What the payer gets back, and why. `text` is for both sides; `problem` is why it failed, for staff."""

    reason = models.CharField(_("reason"), max_length=12, choices=RefundReason)
    text = models.TextField(_("in words"), blank=True)
    problem = models.TextField(_("problem"), blank=True)

    class Meta(Outgoing.Meta):
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints = [
            *_rules("refund")["constraints"],
            is_one_of("refund_reason_is_known", "reason", RefundReason),
        ]
        indexes = _rules("refund")["indexes"]
        triggers = _rules("refund")["triggers"]


class Reversal(models.Model):
    """A part of a transfer that is taken back for a refund; without a refund, somebody did it at the provider.

    `id` is the key under which the provider is asked. `failed`: the provider refused, such as for want of money in the
    payee's account; the payee owes the amount instead. Its transfer counts it in `reversed_minor` from the beginning.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="reversals")
    refund = models.ForeignKey(Refund, null=True, on_delete=models.PROTECT, related_name="reversals")
    amount_minor = models.BigIntegerField(_("amount"))
    state = models.CharField(_("state"), max_length=6, choices=OutgoingState, default=OutgoingState.BEGUN)
    provider_id = models.CharField(max_length=PROVIDER_ID_MAX, blank=True)
    problem = models.TextField(_("problem"), blank=True)
    begun_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["begun_at", "id"]
        verbose_name = _("reversal of a transfer")
        verbose_name_plural = _("reversals of transfers")
        constraints = _rules("reversal")["constraints"]
        indexes = _rules("reversal")["indexes"]
        triggers = [
            legal_steps("reversal_steps", OUTGOING_TRANSITIONS),
            starts_as("reversal_starts_begun", [OutgoingState.BEGUN]),
            pgtrigger.ReadOnly(name="reversal_stays", fields=["transfer", "refund", "amount_minor", "begun_at"]),
            pgtrigger.Protect(name="reversal_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.amount_minor} {self.pk}"


class Wait(models.Model):
    """Money of a payee that waits at the platform, and why. Deleted once it is sent."""

    share = models.OneToOneField(PayeeShare, on_delete=models.CASCADE, related_name="wait")
    reason = models.CharField(_("reason"), max_length=10, choices=WaitReason)
    since = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("money on hold")
        verbose_name_plural = _("money on hold")
        constraints = [is_one_of("wait_reason_is_known", "reason", WaitReason)]

    def __str__(self):
        return f"{self.share}: {self.get_reason_display()}"
