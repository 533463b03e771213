"""What people say of their own time."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from availability.models.calendars import Calendar
from availability.states import SaidKind
from web.identifiers import uuid7


class AvailabilityRule(models.Model):
    """What an owner said of their time, once or recurring; its blocks are a projection of it.

    One-off (`rrule` empty): exactly `[starts_at, ends_at)`. Recurring: wall-clock in `timezone`, from the local
    time of `starts_at`, as long on the wall clock as from it to `ends_at`, by an RRULE of RFC 5545; `exdates` are
    local dates left out. `series` is shared by the parts that an edit of "this and following" or of one date makes of a
    rule. `note` is for the owner alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="rules")
    kind = models.CharField(max_length=8, choices=SaidKind)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    timezone = models.CharField(max_length=64)
    rrule = models.CharField(max_length=500, blank=True)
    exdates = ArrayField(models.DateField(), default=list, blank=True)
    series = models.UUIDField(default=uuid7, editable=False)
    note = models.CharField(max_length=120, blank=True)
    projected_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        constraints = [
            models.CheckConstraint(name="availabilityrule_start_before_end", condition=Q(starts_at__lt=F("ends_at"))),
            models.CheckConstraint(
                name="availabilityrule_kind_is_said", condition=Q(kind__in=[kind.value for kind in SaidKind])
            ),
        ]
        indexes = [models.Index(name="availabilityrule_calendar", fields=["calendar", "starts_at"])]

    def __str__(self):
        return f"{self.kind} {self.starts_at:%Y-%m-%d %H:%M} {self.rrule}".strip()
