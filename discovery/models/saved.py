"""Searches that somebody keeps, and is told of when they find something new."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from web.identifiers import uuid7


class SearchKind(models.TextChoices):
    """What is searched for; the value stands in addresses."""

    ACTS = "acts", _("Acts")
    VENUES = "venues", _("Venues")
    PROFESSIONALS = "professionals", _("Professionals")
    NIGHTS = "nights", _("Open nights")


class SavedSearch(models.Model):
    """The filters of a search as they stand in its address, under a name of its owner's.

    It is looked through in rounds, each of some steps: `cursor` is where the round goes on, `found` whom it has found
    so far, `news` who of them is new. When it is through, `seen` is whom it found, however many these are.

    Whoever the first round finds is no news; it may take a while, so `known_at` says since when (None after it).
    `look_at` is when the next step is due, None where it can find nothing any more.
    """

    class Often(models.TextChoices):
        AT_ONCE = "at_once", _("As it happens, at most once an hour")
        DAILY = "daily", _("Once a day")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches")
    kind = models.CharField(max_length=13, choices=SearchKind)
    name = models.CharField(_("name"), max_length=80)
    query = models.CharField(max_length=1000, blank=True)
    often = models.CharField(_("notify me"), max_length=7, choices=Often, default=Often.DAILY)
    is_paused = models.BooleanField(_("paused"), default=False)
    seen = ArrayField(models.UUIDField(), default=list)
    cursor = models.CharField(max_length=1000, blank=True)
    found = ArrayField(models.UUIDField(), default=list)
    news = ArrayField(models.UUIDField(), default=list)
    known_at = models.DateTimeField(null=True)
    look_at = models.DateTimeField(null=True, default=now)
    told_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(name="savedsearch_due", fields=["look_at"], condition=models.Q(is_paused=False)),
        ]

    def __str__(self):
        return self.name
