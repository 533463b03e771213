"""What people gave us to show: pictures, sounds, documents. Their owners point here; nothing here points back."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from media.encoding.reasons import reason_text
from media.files.renditions import Rendition
from media.states import TRANSITIONS, State
from web.constraints import legal_steps
from web.identifiers import uuid7

LEASE = dt.timedelta(minutes=2)
"""So long after it was heard of last a worker counts as gone; it is heard of every 30 seconds."""
ALT_MAX = 200
CREDIT_MAX = 120
NAME_MAX = 120


class OwnedQuerySet(models.QuerySet):
    """For what upper apps own, unknown here."""

    def unused(self):
        """What no owner points to. Owners are found by their foreign keys, whoever they are."""
        found = self
        fields = self.model._meta.get_fields(include_hidden=True)
        for relation in (field for field in fields if isinstance(field, models.ForeignObjectRel)):
            taken = relation.related_model._base_manager.filter(**{relation.field.name: models.OuterRef("pk")})
            found = found.filter(~models.Exists(taken))
        return found


class KeptQuerySet(OwnedQuerySet):
    def due(self, at: dt.datetime):
        """What waits and nobody works on: never begun, or begun by a worker that is gone."""
        return self.filter(Q(taken_at=None) | Q(taken_at__lt=at - LEASE), state=State.WAITING)


class PicturedQuerySet(models.QuerySet):
    """For owners whose rows each have one `picture`."""

    def shown(self):
        """Those whose picture can be seen, together with it: not one that still waits, or was refused."""
        return self.exclude(picture__files=[]).select_related("picture")


class Kept(models.Model):
    """An upload on its way, and what was made of it.

    The original is kept only until it is prepared. `percent` tells how far that is; `taken_at` when a worker
    who is at it was heard of last.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=20, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    original = models.CharField(max_length=100, blank=True)
    files = models.JSONField(default=list)
    attempts = models.PositiveSmallIntegerField(default=0)
    taken_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=now)

    objects = KeptQuerySet.as_manager()
    folder: str
    """Where the files of all rows of a model lie in the store."""

    class Meta:
        abstract = True

    @property
    def program(self) -> str:
        """What the child process does with it: a module of `media.encoding`."""
        return self.folder

    @property
    def is_ready(self) -> bool:
        return self.state == State.READY

    @property
    def is_waiting(self) -> bool:
        return self.state == State.WAITING

    @property
    def is_refused(self) -> bool:
        return self.state == State.REFUSED

    @property
    def reason_text(self) -> str:
        """Why it was refused, in the reader's language."""
        return reason_text(self.reason)

    @property
    def renditions(self) -> list[Rendition]:
        """What there is to show; nothing before it has been prepared for the first time."""
        return [Rendition(**file) for file in self.files]

    def rendition(self, format: str, width: int = 0) -> Rendition | None:
        """The smallest one of a format that is at least so wide, else the widest; None where there is none."""
        found = sorted((each for each in self.renditions if each.format == format), key=lambda each: each.width)
        return next((each for each in found if each.width >= width), found[-1] if found else None)


class Picture(Kept):
    """A picture in several widths, as AVIF and WebP, and as JPEG for who knows neither.

    `width` and `height` are those of the widest. The focus says, in hundredths, which point stays in sight where the
    picture is cut.
    """

    alt = models.CharField(_("what it shows"), max_length=ALT_MAX)
    credit = models.CharField(_("photographer"), max_length=CREDIT_MAX, blank=True)
    focus_x = models.PositiveSmallIntegerField(
        _("focus from the left"), default=50, validators=[MaxValueValidator(100)]
    )
    focus_y = models.PositiveSmallIntegerField(_("focus from the top"), default=50, validators=[MaxValueValidator(100)])
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)

    folder = "pictures"

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [
            models.CheckConstraint(name="picture_focus_inside", condition=Q(focus_x__lte=100, focus_y__lte=100)),
            models.CheckConstraint(
                name="picture_ready_has_files", condition=~Q(state=State.READY) | (~Q(files=[]) & Q(width__gt=0))
            ),
        ]
        indexes = [models.Index(name="picture_waiting", fields=["created_at"], condition=Q(state=State.WAITING))]
        triggers = [legal_steps("picture_steps", TRANSITIONS)]

    def __str__(self):
        return self.alt

    def url(self, width: int = 1024, format: str = "webp") -> str:
        """The address of the smallest rendition that is at least so wide, else of the widest; empty without any."""
        found = self.rendition(format, width) or self.rendition("webp", width)
        return found.url if found else ""


class Heard(Kept):
    """What can be played: as Opus and as AAC, with its outline, about 300 values from 0 to 255.

    `loudness` is its programme loudness in LUFS, `true_peak` in dBTP (EBU R 128), both empty for silence and where they
    were not measured; `sample_rate` in Hz is that of the upload.
    """

    duration_ms = models.PositiveIntegerField(default=0)
    peaks = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    loudness = models.FloatField(null=True, blank=True)
    true_peak = models.FloatField(null=True, blank=True)
    sample_rate = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        abstract = True


class Sound(Heard):
    """A recording that is shown to everybody."""

    title = models.CharField(_("title"), max_length=NAME_MAX)

    folder = "sounds"

    class Meta:
        verbose_name = _("sound")
        verbose_name_plural = _("sounds")
        constraints = [
            models.CheckConstraint(
                name="sound_ready_has_files", condition=~Q(state=State.READY) | (~Q(files=[]) & Q(duration_ms__gt=0))
            )
        ]
        indexes = [models.Index(name="sound_waiting", fields=["created_at"], condition=Q(state=State.WAITING))]
        triggers = [legal_steps("sound_steps", TRANSITIONS)]

    def __str__(self):
        return self.title


class Document(Kept):
    """A PDF, written anew without programs, other files and metadata; offered for keeping, never shown in place."""

    name = models.CharField(_("name"), max_length=NAME_MAX)
    bytes = models.PositiveIntegerField(default=0)
    pages = models.PositiveSmallIntegerField(default=0)

    folder = "documents"

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.CheckConstraint(
                name="document_ready_has_files", condition=~Q(state=State.READY) | (~Q(files=[]) & Q(pages__gt=0))
            )
        ]
        indexes = [models.Index(name="document_waiting", fields=["created_at"], condition=Q(state=State.WAITING))]
        triggers = [legal_steps("document_steps", TRANSITIONS)]

    def __str__(self):
        return self.name

    @property
    def url(self) -> str:
        """Where it is downloaded; empty before it is ready."""
        found = self.rendition("pdf")
        return found.url if found else ""
