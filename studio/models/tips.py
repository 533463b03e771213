"""What clients give beyond the price."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from payments.models import Payment
from studio.models.sessions import Session
from web.identifiers import uuid7


class Tip(models.Model):
    """One tip for a session that is done: `amount_minor` of the session's currency, in a payment of its own, whose
    state says what became of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="tips")
    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=now)
    amount_minor = models.BigIntegerField(_("amount"))

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("tip")
        verbose_name_plural = _("tips")
        constraints = [models.CheckConstraint(name="tip_is_something", condition=Q(amount_minor__gte=1))]
        triggers = [
            pgtrigger.ReadOnly(name="tip_stays_as_given", fields=["session", "payment", "at", "amount_minor"]),
            pgtrigger.Protect(name="tip_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.session_id}: {self.amount_minor}"
