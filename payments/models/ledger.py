"""The ledger: double-entry and append-only. A balance is the sum of lines; none is stored."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Func, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from catalogue.models import Currency
from payments.models.accounts import PROVIDER_ID_MAX
from payments.models.payments import Payment
from payments.states import ACCOUNTS_OF_A_PARTY, Account, EntryKind
from web.constraints import is_one_of
from web.identifiers import uuid7

WRITTEN_ONCE = pgtrigger.Update | pgtrigger.Delete


class OurTransaction(Func):
    """The id of the present transaction; PostgreSQL, 9.27.9."""

    template = "(pg_current_xact_id()::text::bigint)"
    output_field = models.BigIntegerField()


class LedgerEntry(models.Model):
    """Something that happened to money, once: `about` names it (a charge, a transfer, ...) and keeps it from being
    entered again. Its lines are written in the same transaction (`transaction`) and sum to zero."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(_("kind"), max_length=14, choices=EntryKind)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="entries", verbose_name=_("payment"))
    currency = models.ForeignKey(Currency, on_delete=models.PROTECT, related_name="+", verbose_name=_("currency"))
    about = models.CharField(_("about"), max_length=PROVIDER_ID_MAX)
    livemode = models.BooleanField(_("real money"))
    at = models.DateTimeField(_("when"), default=now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("done by")
    )
    transaction = models.BigIntegerField(db_default=OurTransaction(), editable=False)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("entry in the ledger")
        verbose_name_plural = _("ledger")
        constraints = [
            is_one_of("ledgerentry_kind_is_known", "kind", EntryKind),
            models.UniqueConstraint(name="ledgerentry_once", fields=["kind", "about"]),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="ledgerentry_stays",
                fields=["kind", "payment", "currency", "about", "livemode", "at", "transaction"],
            ),
            pgtrigger.Protect(name="ledgerentry_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.about}"


class LedgerLine(models.Model):
    """One account of an entry: what came to it in minor units of the entry's currency; negative: what left it."""

    entry = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, related_name="lines")
    account = models.CharField(_("account"), max_length=11, choices=Account)
    party = models.ForeignKey(
        Party, null=True, blank=True, on_delete=models.PROTECT, related_name="ledger_lines", verbose_name=_("party")
    )
    amount_minor = models.BigIntegerField(_("amount"))

    class Meta:
        ordering = ["id"]
        verbose_name = _("line in the ledger")
        verbose_name_plural = _("lines in the ledger")
        constraints = [
            is_one_of("ledgerline_account_is_known", "account", Account),
            models.CheckConstraint(name="ledgerline_is_not_nothing", condition=~Q(amount_minor=0)),
            models.CheckConstraint(
                name="ledgerline_names_its_party",
                condition=Q(account__in=sorted(ACCOUNTS_OF_A_PARTY), party__isnull=False)
                | (~Q(account__in=sorted(ACCOUNTS_OF_A_PARTY)) & Q(party=None)),
            ),
        ]
        indexes = [models.Index(name="ledgerline_of_party", fields=["party", "account"], condition=~Q(party=None))]
        triggers = [pgtrigger.Protect(name="ledgerline_stays", operation=WRITTEN_ONCE)]

    def __str__(self):
        return f"{self.get_account_display()} {self.amount_minor}"
