"""A person in a thread, and a person's pages of messages as a whole."""

from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from messaging.models.threads import Thread


class Seat(models.Model):
    """How far somebody has read a thread, and how they want to be notified. It gives no right to read. `read_number` is
    the last message they have seen; messages up to `mailed_number` are not mailed to them again. `reply_token` is part
    of the address to which they may reply by e-mail; their rights are checked when a mail arrives."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="seats", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    read_number = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_number = models.PositiveIntegerField(default=0)
    is_muted = models.BooleanField(_("muted"), default=False)
    is_archived = models.BooleanField(_("archived"), default=False)
    reply_token = models.UUIDField(null=True, editable=False, unique=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="seat_once", fields=["thread", "user"])]

    def __str__(self):
        return f"{self.user_id} in {self.thread_id}"


class Mailbox(models.Model):
    """One for each person who has been written to. `version` rises with everything that their pages of messages show:
    whoever may no longer read a thread hears nothing more of it."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="mailbox"
    )
    version = models.PositiveIntegerField(default=0)
    shows_reading = models.BooleanField(_("show read receipts"), default=True)

    def __str__(self):
        return str(self.user_id)

    @property
    def topic(self) -> str:
        return mailbox_topic(self.user_id)


def mailbox_topic(user_id: UUID) -> str:
    """Under which a person's pages of messages are told of news; private to them."""
    return f"m.{user_id}"
