"""What payments outside the site need: where a party takes transfers, marks that were denied, and who was reminded."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from payments.models.attempts import Attempt
from payments.models.payments import Payment
from payments.states import ReminderStage
from web.constraints import is_one_of
from web.identifiers import uuid7

HOLDER_MAX = 70
"""As long as the name of a payee may be in a SEPA transfer (EPC069-12)."""
IBAN_MAX = 34
BIC_MAX = 11
WORDS_MAX = 500


class BankDetails(models.Model):
    """Where a party takes bank transfers: an account with an IBAN (ISO 13616), or `text` where banks have none.

    A party has one row at most that counts; `replaced_at` is empty there. Former rows stay for half a year, and tell
    who changed what and when (`payments.actions.forgetting`). IBAN and BIC are stored without spaces, in capitals.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="bank_details")
    holder = models.CharField(_("account holder"), max_length=HOLDER_MAX)
    iban = models.CharField(_("IBAN"), max_length=IBAN_MAX, blank=True)
    bic = models.CharField(_("BIC"), max_length=BIC_MAX, blank=True)
    text = models.TextField(_("other details"), max_length=WORDS_MAX, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    set_at = models.DateTimeField(default=now)
    replaced_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-set_at", "-id"]
        verbose_name = _("bank details")
        verbose_name_plural = _("bank details")
        constraints = [
            models.UniqueConstraint(name="bankdetails_one_counts", fields=["party"], condition=Q(replaced_at=None)),
            models.CheckConstraint(name="bankdetails_name_an_account", condition=~Q(iban="", text="")),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="bankdetails_stay", fields=["party", "holder", "iban", "bic", "text", "set_at"])
        ]

    def __str__(self):
        return f"{self.party}: {self.iban or self.text}"


class Denial(models.Model):
    """A payee says that what was marked as paid has not arrived, with a word for the payer."""

    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, primary_key=True, related_name="denial")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=now)
    text = models.TextField(_("in words"), max_length=WORDS_MAX, blank=True)

    class Meta:
        verbose_name = _("payment that has not arrived")
        verbose_name_plural = _("payments that have not arrived")

    def __str__(self):
        return self.text or str(self.pk)


class Reminder(models.Model):
    """Somebody was reminded, once for each stage. `counted_from` is when the payment was due, or when it was marked as
    paid: another date is reminded of anew."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="reminders")
    stage = models.CharField(max_length=11, choices=ReminderStage)
    counted_from = models.DateTimeField()
    sent_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["sent_at", "id"]
        verbose_name = _("reminder of a payment")
        verbose_name_plural = _("reminders of payments")
        constraints = [
            is_one_of("reminder_stage_is_known", "stage", ReminderStage),
            models.UniqueConstraint(name="reminder_once", fields=["payment", "stage", "counted_from"]),
        ]

    def __str__(self):
        return f"{self.get_stage_display()}: {self.payment_id}"
