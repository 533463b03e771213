"""Whose time it is, without saying whose."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from web.identifiers import uuid7


class Calendar(models.Model):
    """The time of one person, party or stage.

    `known_until`: up to then, what is not blocked is free; after it, only `free` blocks are. Of a calendar that draws
    on others it is the earliest of theirs, kept by `availability.actions.known`.
    `said_at` is when its owner last said anything of it, were it that all still holds.
    `version` rises with whatever members see, `public_version` only with what everybody sees.
    `weighs`: of those it draws on, one may be taken and it is still available, so that the word of another changes it
    though it is taken as before. Kept by who knows how (`bands.models.Band`).
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    known_until = models.DateTimeField(null=True, blank=True)
    said_at = models.DateTimeField(null=True, blank=True)
    version = models.BigIntegerField(default=1)
    public_version = models.BigIntegerField(default=1)
    weighs = models.BooleanField(db_default=False)

    class Meta:
        verbose_name = _("calendar")
        verbose_name_plural = _("calendars")

    def __str__(self):
        return f"calendar {self.public_id}"


class CalendarSource(models.Model):
    """A calendar draws on another: a band's on its members', from `since` until `until` (open end: still)."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="sources")
    draws_on = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="drawn_on_by")
    since = models.DateTimeField(default=now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("calendar source")
        verbose_name_plural = _("calendar sources")
        constraints = [
            models.CheckConstraint(name="calendarsource_not_itself", condition=~Q(calendar=F("draws_on"))),
            models.CheckConstraint(
                name="calendarsource_since_before_until", condition=Q(until=None) | Q(since__lte=F("until"))
            ),
            models.UniqueConstraint(
                name="calendarsource_once_at_a_time", fields=["calendar", "draws_on"], condition=Q(until=None)
            ),
        ]

    def __str__(self):
        return f"{self.calendar_id} draws on {self.draws_on_id}"


class CalendarStandIn(models.Model):
    """Somebody who may stand in for those a calendar draws on: a dep of a band. Nothing of theirs is taken for it, but
    whether it is available may depend on them, so that it changes with them."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="stand_ins")
    stands_in = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="stands_in_for", db_index=False)

    class Meta:
        verbose_name = _("calendar stand-in")
        verbose_name_plural = _("calendar stand-ins")
        constraints = [
            models.UniqueConstraint(name="calendarstandin_once", fields=["stands_in", "calendar"]),
        ]

    def __str__(self):
        return f"{self.stands_in_id} stands in for {self.calendar_id}"


def calendar_never_changes(name: str) -> pgtrigger.Trigger:
    """An owner keeps its calendar for good: else a confirmed claim would stay behind on the old one."""
    return pgtrigger.ReadOnly(name=name, fields=["calendar"])
