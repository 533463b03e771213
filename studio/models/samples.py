"""What is heard on the page of a professional: a recording before their work and after it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from media.models import Sound
from studio.models.professionals import Professional
from web.identifiers import uuid7

SAMPLE_TITLE_MAX = 120


class SampleQuerySet(models.QuerySet["Sample"]):
    def with_sounds(self) -> SampleQuerySet:
        """With both recordings, in one query."""
        return self.select_related("before", "after")

    def heard(self) -> SampleQuerySet:
        """Those of which both recordings can be played, with them."""
        return self.exclude(before__files=[]).exclude(after__files=[]).with_sounds()


class Sample(models.Model):
    """The same music twice, before the work and after it, in the order that the professional chooses."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    professional = models.ForeignKey(Professional, on_delete=models.CASCADE, related_name="samples")
    title = models.CharField(_("title"), max_length=SAMPLE_TITLE_MAX)
    before = models.OneToOneField(Sound, on_delete=models.RESTRICT, related_name="before_of", verbose_name=_("before"))
    after = models.OneToOneField(Sound, on_delete=models.RESTRICT, related_name="after_of", verbose_name=_("after"))
    position = models.PositiveSmallIntegerField(default=0)

    objects = SampleQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("sample")
        verbose_name_plural = _("samples")
        constraints = [
            models.CheckConstraint(name="sample_has_two_recordings", condition=~Q(before=F("after"))),
        ]

    def __str__(self):
        return self.title
