"""The outbox: what somebody is to be told, written in the transaction that made it true."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from web.identifiers import uuid7


class Notification(models.Model):
    """One thing one user is told. Its text is made at delivery by the renderer its `kind` registered.

    `data` holds ids and plain values, never text that somebody might lose the right to see.
    `email_state` makes the row its own outbox: `wanted` until the worker has sent it.
    """

    class EmailState(models.TextChoices):
        WANTED = "wanted", _("To be sent")
        SENT = "sent", _("Sent")
        SKIPPED = "skipped", _("Turned off")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications", db_index=False
    )
    kind = models.CharField(max_length=60)
    path = models.CharField(max_length=300, blank=True)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=now)
    read_at = models.DateTimeField(null=True, blank=True)
    in_app = models.BooleanField(default=True)
    email_state = models.CharField(max_length=8, choices=EmailState, default=EmailState.WANTED)
    email_attempts = models.PositiveSmallIntegerField(default=0)
    email_next_at = models.DateTimeField(default=now)
    email_sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        indexes = [
            models.Index(name="notification_inbox", fields=["user", "-created_at"]),
            models.Index(name="notification_unread", fields=["user"], condition=Q(read_at=None, in_app=True)),
            models.Index(name="notification_outbox", fields=["email_next_at"], condition=Q(email_state="wanted")),
        ]

    def __str__(self):
        return f"{self.kind} for {self.user_id}"


class Preference(models.Model):
    """What a user wants to hear of one kind, where it differs from everything by both ways."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_preferences"
    )
    kind = models.CharField(max_length=60)
    by_email = models.BooleanField(default=True)
    in_app = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="preference_once_per_kind", fields=["user", "kind"])]

    def __str__(self):
        return f"{self.kind} of {self.user_id}"


class MailboxMail(models.Model):
    """A mail of the development mailbox: what would have gone out where no EMAIL_URL is set."""

    message_id = models.CharField(max_length=200, blank=True)
    to = models.CharField(max_length=320)
    subject = models.CharField(max_length=500)
    text = models.TextField()
    html = models.TextField(blank=True)
    sent_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-sent_at", "-id"]
        indexes = [models.Index(name="mailboxmail_to", fields=["to", "-sent_at"])]

    def __str__(self):
        return self.subject
