"""Calendars that people keep elsewhere and let block their time here."""

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from availability.imports.problems import problem_text
from availability.imports.sorts import SORTS
from availability.models.calendars import Calendar
from availability.states import ImportEffect, ImportKind, ImportState
from web.identifiers import uuid7

READING_LEASE = dt.timedelta(minutes=2)
"""A reading that has not come back by then is lost; a source has 60 s, and reading takes 15 at most."""
TAKEN_WITHIN = dt.timedelta(minutes=1)
"""The worker takes what is queued at once, or notes when it will."""


class ImportedCalendar(models.Model):
    """Events kept elsewhere; what they take of the owner's time is a projection of the last good copy.

    `content` is that copy, reduced to what says *when*: titles, places, people and descriptions are never stored.
    The six effects are the owner's policy, the strongest matching rule of which decides (see
    docs/imports.md). `zone_names` maps names of zones that nobody else knows to those of the IANA data base.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="imports")
    kind = models.CharField(_("kind"), max_length=8, choices=ImportKind)
    name = models.CharField(_("name"), max_length=120)
    url = models.CharField(_("address"), max_length=2000, blank=True)
    username = models.CharField(_("user name"), max_length=200, blank=True)
    secret = models.TextField(blank=True, editable=False)
    """What opens the source, encrypted."""
    timezone = models.CharField(_("time zone"), max_length=64)
    """The zone of its floating times."""
    addresses = ArrayField(models.CharField(max_length=254), default=list, blank=True)
    """Under which its owner is invited to events: whose answer counts."""

    all_day = models.CharField(_("all-day events"), max_length=8, choices=ImportEffect, default=ImportEffect.BUSY)
    transparent = models.CharField(
        _("events marked as free"), max_length=8, choices=ImportEffect, default=ImportEffect.NOTHING
    )
    tentative = models.CharField(_("tentative events"), max_length=8, choices=ImportEffect, default=ImportEffect.MAYBE)
    cancelled = models.CharField(
        _("cancelled events"), max_length=8, choices=ImportEffect, default=ImportEffect.NOTHING
    )
    declined = models.CharField(
        _("invitations I declined"), max_length=8, choices=ImportEffect, default=ImportEffect.NOTHING
    )
    unanswered = models.CharField(
        _("invitations I have not answered"), max_length=8, choices=ImportEffect, default=ImportEffect.MAYBE
    )

    zone_names = models.JSONField(default=dict, blank=True)
    unknown_zones = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    content = models.BinaryField(default=bytes, editable=False)
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)

    state = models.CharField(_("state"), max_length=8, choices=ImportState, default=ImportState.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0)
    """Of a reading under way, in per cent."""
    problem_stored = models.JSONField(null=True, blank=True, editable=False)
    """Why the last reading failed, in the form of `availability.imports.problems`: without language."""
    notes = models.JSONField(default=list, blank=True, editable=False)
    """What its owner should know of the last good copy, such as unreadable events; in the form of `problem_stored`."""
    events_count = models.PositiveIntegerField(_("events"), default=0)
    tried_at = models.DateTimeField(_("last tried"), null=True, blank=True)
    good_at = models.DateTimeField(_("last version"), null=True, blank=True)
    next_try_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    projected_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("imported calendar")
        verbose_name_plural = _("imported calendars")
        constraints = [
            models.CheckConstraint(
                name="importedcalendar_kind_is_known", condition=Q(kind__in=[kind.value for kind in ImportKind])
            ),
            models.CheckConstraint(
                name="importedcalendar_state_is_known", condition=Q(state__in=[state.value for state in ImportState])
            ),
            models.CheckConstraint(name="importedcalendar_progress_is_a_share", condition=Q(progress__lte=100)),
        ]
        indexes = [
            models.Index(name="importedcalendar_next_try", fields=["next_try_at"], condition=~Q(next_try_at=None))
        ]

    def __str__(self):
        return self.name

    @property
    def is_under_way(self) -> bool:
        """Whether it waits for the worker, or is being read."""
        return self.state in (ImportState.QUEUED, ImportState.READING)

    @property
    def is_lost(self) -> bool:
        """Whether the worker that was to take it, or had taken it, must be gone: it may be asked for again."""
        if self.state == ImportState.READING:
            return self.tried_at is None or self.tried_at < now() - READING_LEASE
        return self.state == ImportState.QUEUED and bool(self.next_try_at and self.next_try_at < now() - TAKEN_WITHIN)

    @property
    def policy(self) -> dict[str, str]:
        """What events of each sort do to the owner's time."""
        return {sort: getattr(self, sort) for sort in SORTS}

    @property
    def notices(self) -> list[str]:
        """What to know of the last good copy, in the language of now."""
        return [problem_text(note) for note in self.notes]

    @property
    def problem(self) -> str:
        """Why the last reading failed, in the language of now; empty where it did not."""
        return problem_text(self.problem_stored)
