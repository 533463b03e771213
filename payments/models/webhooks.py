"""What the provider reports."""

from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from payments.models.accounts import PROVIDER_ID_MAX


class WebhookEvent(models.Model):
    """An event of the provider, stored once by its id. A signal to look, nothing more: of its content only what it is
    about is kept.

    While `handled_at` is null it is tried again at `next_at`, later each time. `problem`: why it was not applied, for
    staff. What the reconciliation finds is stored here too, under an id of its own that begins with "found-".
    """

    id = models.CharField(primary_key=True, max_length=PROVIDER_ID_MAX)
    kind = models.CharField(_("kind"), max_length=100)
    account = models.CharField(_("account"), max_length=PROVIDER_ID_MAX, blank=True)
    object_id = models.CharField(_("object"), max_length=PROVIDER_ID_MAX)
    livemode = models.BooleanField(_("real money"))
    happened_at = models.DateTimeField(_("happened"))
    received_at = models.DateTimeField(_("received"), default=now)
    handled_at = models.DateTimeField(_("handled"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_at = models.DateTimeField(_("next try"), default=now)
    problem = models.TextField(_("problem"), blank=True)

    class Meta:
        ordering = ["-received_at"]
        verbose_name = _("event of the payment provider")
        verbose_name_plural = _("events of the payment provider")
        indexes = [models.Index(name="webhookevent_due", fields=["next_at"], condition=Q(handled_at=None))]

    def __str__(self):
        return f"{self.kind} {self.pk}"
