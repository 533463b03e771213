"""Files that people send each other: originals, bit for bit. Their owners point here; nothing here points back."""

from __future__ import annotations

import datetime as dt

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q, Sum
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from media.files.filenames import NAME_MAX
from media.models.kept import OwnedQuerySet
from media.states import FILE_TRANSITIONS, FileState
from web.constraints import legal_steps
from web.identifiers import uuid7

SHA256_LENGTH = 64
TYPE_MAX = 100
HELD = (FileState.UPLOADING, FileState.READY)
"""Files in these states take room: all that was announced, from the moment an upload begins."""


class FileQuerySet(OwnedQuerySet):
    def bytes_held(self) -> int:
        """How much room these take."""
        return self.filter(state__in=HELD).aggregate(total=Sum("bytes"))["total"] or 0

    def late(self, at: dt.datetime):
        """Uploads that nobody has finished in time."""
        return self.filter(state=FileState.UPLOADING, expires_at__lte=at)


class File(models.Model):
    """One file. `bytes` is what was announced; SHA-256 (hex) and type are known once all of it has come."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("name"), max_length=NAME_MAX)
    bytes = models.BigIntegerField()
    state = models.CharField(max_length=9, choices=FileState, default=FileState.UPLOADING)
    sha256 = models.CharField(max_length=SHA256_LENGTH, blank=True)
    media_type = models.CharField(max_length=TYPE_MAX, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()

    objects = FileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        constraints = [
            models.CheckConstraint(name="file_bytes_not_negative", condition=Q(bytes__gte=0)),
            models.CheckConstraint(
                name="file_ready_is_known",
                condition=~Q(state=FileState.READY) | (~Q(sha256="") & ~Q(media_type="")),
            ),
        ]
        indexes = [
            models.Index(name="file_held_by", fields=["sent_by"], include=["bytes"], condition=Q(state__in=HELD)),
            models.Index(name="file_uploading", fields=["expires_at"], condition=Q(state=FileState.UPLOADING)),
        ]
        triggers = [
            legal_steps("file_steps", FILE_TRANSITIONS),
            pgtrigger.ReadOnly(name="file_stays_as_announced", fields=["name", "bytes"]),
            pgtrigger.Protect(
                name="file_ready_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state = 'ready' AND (OLD.sha256, OLD.media_type) IS DISTINCT FROM (NEW.sha256, NEW.media_type)"
                ),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def key(self) -> str:
        """Its name in the store."""
        return self.id.hex

    @property
    def is_ready(self) -> bool:
        return self.state == FileState.READY

    @property
    def is_given_up(self) -> bool:
        """Whether its sender has ended the upload; a program, which is refused too, has a type."""
        return self.state == FileState.REFUSED and not self.media_type

    @property
    def is_uploading(self) -> bool:
        return self.state == FileState.UPLOADING
