"""Measures against unwanted messages: blocking the other side of a thread, and reporting a message to staff."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from messaging.models.messages import Message
from messaging.models.threads import Thread
from web.identifiers import uuid7

REASON_MAX = 2000


class Block(models.Model):
    """One side of an enquiry or a booking (`party`) has blocked the other: nobody writes in any thread that the two
    have alone, and whoever wrote for the other side cannot begin another enquiry with this party. See
    `messaging.access.blocks`."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="blocks", db_index=False)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(name="block_once_per_side", fields=["thread", "party"])]

    def __str__(self):
        return f"{self.party_id} in {self.thread_id}"


class MessageReport(models.Model):
    """A person's report of a message to staff. `text` and `file_names` are those of the time of the report: they stay
    when the message is changed or deleted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="reports", db_index=False)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.TextField(_("reason"), max_length=REASON_MAX)
    text = models.TextField(_("message"), blank=True)
    file_names = ArrayField(models.TextField(), default=list, blank=True)
    reported_at = models.DateTimeField(_("reported at"), default=now)
    resolution = models.TextField(_("what staff decided"), blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    resolved_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    class Meta:
        ordering = ["-reported_at"]
        verbose_name = _("reported message")
        verbose_name_plural = _("reported messages")
        constraints = [models.UniqueConstraint(name="messagereport_once", fields=["message", "reported_by"])]

    def __str__(self):
        return str(_("Reported message"))
