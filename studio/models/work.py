"""What is worked on in a session: files in folders, mixes to listen to, and what is said about a moment of them."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from media.models import File, Preview
from studio.models.sessions import Session
from studio.states import Folder, Side
from web.constraints import is_one_of
from web.identifiers import uuid7

TITLE_MAX = 120
NOTE_MAX = 2000
COMMENT_MAX = 2000


class SessionFile(models.Model):
    """A file of a session, as it came. `preview` is what is heard of a recording; `side` is who added it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="files")
    folder = models.CharField(_("folder"), max_length=10, choices=Folder)
    side = models.CharField(max_length=12, choices=Side)
    file = models.OneToOneField(File, on_delete=models.RESTRICT, related_name="session_file")
    preview = models.OneToOneField(Preview, null=True, on_delete=models.RESTRICT, related_name="session_file")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["added_at", "id"]
        verbose_name = _("file of a session")
        verbose_name_plural = _("files of sessions")
        constraints = [is_one_of("sessionfile_folder_is_known", "folder", Folder)]
        triggers = [
            pgtrigger.ReadOnly(name="sessionfile_stays", fields=["session", "folder", "side", "file", "added_at"])
        ]

    def __str__(self):
        return str(self.file)


class Mix(models.Model):
    """A version of a title: `number` counts within it. `delivered_at`: since when the client is asked to accept it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="mixes")
    title = models.CharField(_("title"), max_length=TITLE_MAX)
    number = models.PositiveSmallIntegerField()
    note = models.CharField(_("note"), max_length=NOTE_MAX, blank=True)
    session_file = models.OneToOneField(SessionFile, on_delete=models.PROTECT, related_name="mix")
    delivered_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["session", "title", "number"]
        verbose_name = _("mix")
        verbose_name_plural = _("mixes")
        constraints = [
            models.UniqueConstraint(F("session"), Lower("title"), F("number"), name="mix_number_once"),
            models.CheckConstraint(
                name="mix_accepted_was_delivered", condition=Q(accepted_at=None) | ~Q(delivered_at=None)
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="mix_stays", fields=["session", "title", "number", "session_file", "made_at"]),
            pgtrigger.Protect(
                name="mix_delivered_is_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.delivered_at IS NOT NULL"),
            ),
        ]

    def __str__(self):
        return f"{self.title} {self.number}"


class MixComment(models.Model):
    """Something said about a moment of a mix, or an answer to it, which has no moment of its own. `resolved_at`: since
    when it counts as done."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mix = models.ForeignKey(Mix, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    side = models.CharField(max_length=12, choices=Side)
    at_ms = models.PositiveIntegerField(null=True)
    text = models.CharField(max_length=COMMENT_MAX)
    answer_to = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="answers")
    made_at = models.DateTimeField(default=now)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["at_ms", "made_at", "id"]
        verbose_name = _("comment on a mix")
        verbose_name_plural = _("comments on mixes")
        constraints = [
            models.CheckConstraint(
                name="mixcomment_has_a_moment_or_answers",
                condition=Q(at_ms__isnull=False, answer_to=None) | Q(at_ms=None, answer_to__isnull=False),
            ),
            models.CheckConstraint(
                name="mixcomment_answer_is_not_resolved", condition=Q(answer_to=None) | Q(resolved_at=None)
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="mixcomment_stays", fields=["mix", "side", "at_ms", "text", "answer_to", "made_at"])
        ]

    def __str__(self):
        return self.text
