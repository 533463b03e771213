"""What is remembered about running the site."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Backup(models.Model):
    """A backup that was written and read back without a fault. Its file may be gone: `--keep` removes old ones."""

    name = models.CharField(_("file"), max_length=200)
    place = models.CharField(_("place"), max_length=500)
    size = models.BigIntegerField(_("size in bytes"))
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), db_default=Now())

    class Meta:
        verbose_name = _("backup of the site")
        verbose_name_plural = _("backups of the site")
        ordering = ["-started_at"]
        indexes = [models.Index(fields=["-started_at"], name="backup_latest")]

    def __str__(self) -> str:
        return self.name
