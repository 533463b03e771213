"""E-mail that came in."""

from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _


class IncomingMail(models.Model):
    """An e-mail that was handled, so that it is not handled again. Kept for a few days. `id` is made of its Message-ID
    and its recipient. `sender` has been verified (DMARC)."""

    id = models.UUIDField(primary_key=True, editable=False)
    sender = models.EmailField(max_length=254)
    is_refused = models.BooleanField(default=False)
    received_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("incoming email")
        verbose_name_plural = _("incoming emails")
        indexes = [
            models.Index(name="incomingmail_by_sender", fields=["sender", "received_at"]),
            models.Index(name="incomingmail_oldest", fields=["received_at"]),
        ]

    def __str__(self):
        return str(self.pk)
