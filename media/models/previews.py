"""Copies for listening of files that people send each other."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from media.files.renditions import Rendition
from media.models.files import File
from media.models.kept import Document, Heard, Kept, Picture, Sound
from media.states import TRANSITIONS, State
from web.constraints import legal_steps


class Preview(Heard):
    """Copies for listening of a file that somebody has sent, which is kept as it came. Of one that `is_marked` there
    are also copies of limited quality with a mark that is heard."""

    file = models.OneToOneField(File, on_delete=models.RESTRICT, related_name="preview")
    is_marked = models.BooleanField(default=False)

    folder = "previews"

    class Meta:
        verbose_name = _("preview")
        verbose_name_plural = _("previews")
        constraints = [
            models.CheckConstraint(
                name="preview_ready_has_files", condition=~Q(state=State.READY) | (~Q(files=[]) & Q(duration_ms__gt=0))
            )
        ]
        indexes = [models.Index(name="preview_waiting", fields=["created_at"], condition=Q(state=State.WAITING))]
        triggers = [legal_steps("preview_steps", TRANSITIONS)]

    def __str__(self):
        return str(self.file)

    @property
    def program(self) -> str:
        return "marked_previews" if self.is_marked else "previews"

    def copy(self, format: str, *, marked: bool) -> Rendition | None:
        """The copy of this format, with or without the mark; None where there is none."""
        return next((each for each in self.renditions if (each.format, each.is_marked) == (format, marked)), None)


KINDS: dict[str, type[Kept]] = {model.folder: model for model in (Picture, Sound, Document, Preview)}
