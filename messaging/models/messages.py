"""Messages, what they said before, and the files that came with them."""

from typing import Any
from uuid import UUID

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from accounts.states import PartyKind
from media.models import File
from messaging.models.threads import Thread
from web.identifiers import uuid7

TEXT_MAX = 10_000
SEARCHED = SearchVector("text", config="simple")
"""Without a language: people write in several, and look for names."""


class MessageQuerySet(models.QuerySet["Message"]):
    def as_shown(self):
        """With author, party and files. Two queries."""
        return self.select_related("author", "party").prefetch_related("attachments__file")

    def waiting_for(self, user: Any, read: Any):
        """What others have written after the number `read`."""
        return self.filter(number__gt=read).exclude(author=user)

    def answerable(self, thread: Thread, pk: UUID):
        """The message of this id in this thread, unless it was deleted."""
        return self.filter(thread=thread, pk=pk, deleted_at=None)


class Message(models.Model):
    """What somebody wrote, for a party or as themselves. `number` counts within its thread. `key` comes from the page,
    so that pressing Send twice writes one message. A deleted message loses its text and keeps its number. `night`:
    which one an enquiry asks about."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="messages", db_index=False)
    number = models.PositiveIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("message"), max_length=TEXT_MAX, blank=True)
    night = models.DateField(_("night"), null=True, blank=True)
    reply_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replies", db_index=False
    )
    key = models.UUIDField()
    sent_at = models.DateTimeField(default=now)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["thread", "number"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(name="message_number_once", fields=["thread", "number"]),
            models.UniqueConstraint(name="message_sent_once", fields=["thread", "author", "key"]),
            models.CheckConstraint(name="message_deleted_is_empty", condition=Q(deleted_at=None) | Q(text="")),
        ]
        indexes = [
            GinIndex(SEARCHED, name="message_words"),
            models.Index(name="message_replies", fields=["reply_to"], condition=~Q(reply_to=None)),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="message_stays_in_its_place", fields=["thread", "number", "party", "key", "sent_at"]
            )
        ]

    def __str__(self):
        return f"{self.number} in {self.thread_id}"

    @property
    def spoken_for(self) -> Party | None:
        """The party that it was written for; None for a person's own, which is called as they are."""
        return self.party if self.party and self.party.kind != PartyKind.PERSON else None


class MessageVersion(models.Model):
    """What a message said before it was edited."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="versions")
    text = models.TextField()
    replaced_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["replaced_at", "id"]

    def __str__(self):
        return f"{self.message_id} until {self.replaced_at}"


class Attachment(models.Model):
    """A file that came with a message."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    file = models.OneToOneField(File, on_delete=models.RESTRICT, related_name="attachment")

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return str(self.file_id)
