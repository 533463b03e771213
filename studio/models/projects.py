"""Projects: what a client books of several professionals for one purpose, with files and a budget of its own."""

import datetime as dt
from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from catalogue.models import Currency
from media.models import File, Preview
from web.identifiers import uuid7

PROJECT_NAME_MAX = 120
PROJECT_NOTES_MAX = 4000
LINK_LABEL_MAX = 120


class Project(models.Model):
    """Sessions of one client that belong together. `budget_minor` is in minor units of `currency`; both or neither."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    client = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="projects", verbose_name=_("client"))
    name = models.CharField(_("name"), max_length=PROJECT_NAME_MAX)
    notes = models.TextField(_("notes"), max_length=PROJECT_NOTES_MAX, blank=True)
    budget_minor = models.BigIntegerField(_("budget"), null=True)
    currency = models.ForeignKey(
        Currency, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("currency")
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=now)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        constraints = [
            models.CheckConstraint(
                name="project_budget_has_currency",
                condition=Q(budget_minor=None, currency=None) | Q(budget_minor__gte=1, currency__isnull=False),
            ),
        ]
        indexes = [models.Index(name="project_of_client", fields=["client", "-created_at"])]
        triggers = [pgtrigger.ReadOnly(name="project_stays_with_client", fields=["client", "created_at"])]

    def __str__(self):
        return self.name


class ProjectFile(models.Model):
    """A file of the project itself, as it came. `preview` is what is heard of a recording."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="files")
    file = models.OneToOneField(File, on_delete=models.RESTRICT, related_name="project_file")
    preview = models.OneToOneField(Preview, null=True, on_delete=models.RESTRICT, related_name="project_file")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["added_at", "id"]
        verbose_name = _("file of a project")
        verbose_name_plural = _("files of projects")
        triggers = [pgtrigger.ReadOnly(name="projectfile_stays", fields=["project", "file", "added_at"])]

    def __str__(self):
        return str(self.file)


class ProjectLinkQuerySet(models.QuerySet["ProjectLink"]):
    def live(self, at: dt.datetime) -> Self:
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=at), revoked_at=None)


class ProjectLink(models.Model):
    """A secret address at which a project can be read. Only its hash is kept. `uses` counts how often it was opened."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="links")
    label = models.CharField(_("for whom"), max_length=LINK_LABEL_MAX)
    token_hash = models.CharField(max_length=64, unique=True)
    shows_budget = models.BooleanField(_("shows prices and the budget"), default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField(_("until"), null=True)
    revoked_at = models.DateTimeField(null=True)
    uses = models.PositiveIntegerField(default=0)
    last_used_at = models.DateTimeField(null=True)

    objects = ProjectLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("link to a project")
        verbose_name_plural = _("links to projects")

    def __str__(self):
        return self.label

    def is_live(self, at: dt.datetime) -> bool:
        """Whether it still shows anything, as far as the link itself goes."""
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)
