"""The table of time itself, and the masks that answer for it."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, Func, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from availability.models.calendars import Calendar
from availability.models.imports import ImportedCalendar
from availability.models.periods import period_is_sane
from availability.models.rules import AvailabilityRule
from availability.states import BlockKind


class TimeBlockQuerySet(models.QuerySet["TimeBlock"]):
    def claims(self):
        return self.filter(kind=BlockKind.CLAIM)

    def taken(self):
        """What nobody can be had at: busy or promised."""
        return self.filter(kind__in=[BlockKind.BUSY, BlockKind.CLAIM])

    def standing(self, at=None):
        """Without the claims whose time to be paid has passed, though they are not swept up yet; now, or at an
        instant."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=at or now()))

    def overlapping(self, starts_at, ends_at):
        return self.filter(period__overlap=DateTimeTZRange(starts_at, ends_at))


class TimeBlock(models.Model):
    """A stretch of time on a calendar. Claims are written by `availability.actions.claims` alone.

    The first half of the invariant is the exclusion constraint: two claims of one calendar never overlap, unless
    they belong to the same occasion (a drummer may play in two bands of one bill). What they play there never
    overlaps: `performance` is the set that a claim is for, and has an exclusion constraint of its own, deferred so that
    two sets can be swapped. It is None on stages, and where sets may overlap (`bookings_set_of` in bookings/sql).
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="blocks", db_index=False)
    period = DateTimeRangeField()
    performance = DateTimeRangeField(null=True, blank=True)
    kind = models.CharField(max_length=8, choices=BlockKind)
    occasion = models.UUIDField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    rule = models.ForeignKey(
        AvailabilityRule, null=True, blank=True, on_delete=models.CASCADE, related_name="blocks", db_index=False
    )
    imported = models.ForeignKey(
        ImportedCalendar, null=True, blank=True, on_delete=models.CASCADE, related_name="blocks", db_index=False
    )

    objects = TimeBlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        constraints = [
            period_is_sane("timeblock"),
            models.CheckConstraint(
                name="timeblock_kind_is_known", condition=Q(kind__in=[kind.value for kind in BlockKind])
            ),
            models.CheckConstraint(
                name="timeblock_claim_has_occasion",
                condition=Q(kind=BlockKind.CLAIM, occasion__isnull=False, rule__isnull=True, imported__isnull=True)
                | Q(~Q(kind=BlockKind.CLAIM), occasion__isnull=True, expires_at__isnull=True),
            ),
            ExclusionConstraint(
                name="timeblock_claims_never_overlap",
                expressions=[
                    ("calendar", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                    ("occasion", RangeOperators.NOT_EQUAL),
                ],
                condition=Q(kind=BlockKind.CLAIM),
            ),
            period_is_sane("timeblock", "performance"),
            models.CheckConstraint(
                name="timeblock_only_claims_perform", condition=Q(performance=None) | Q(kind=BlockKind.CLAIM)
            ),
            ExclusionConstraint(
                name="timeblock_sets_never_overlap",
                expressions=[("calendar", RangeOperators.EQUAL), ("performance", RangeOperators.OVERLAPS)],
                condition=Q(performance__isnull=False),
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]
        indexes = [
            # No block is longer than a week, so "overlaps X" is also "starts in the week before X or within it".
            models.Index(F("calendar"), Func(F("period"), function="lower"), name="timeblock_calendar_start"),
            models.Index(name="timeblock_occasion", fields=["occasion"], condition=Q(kind=BlockKind.CLAIM)),
            models.Index(
                Func(F("period"), function="lower"),
                name="timeblock_can_start",
                condition=Q(kind__in=[BlockKind.FREE, BlockKind.MAYBE]),
                include=["calendar", "period"],
            ),
            models.Index(name="timeblock_rule", fields=["rule"], condition=Q(rule__isnull=False)),
            models.Index(name="timeblock_imported", fields=["imported"], condition=Q(imported__isnull=False)),
        ]

    def __str__(self):
        return f"{self.kind} {self.period}"


class DayMask(models.Model):
    """The half hours of one UTC day that are taken on a calendar, of a band's members too; bit 0 is 00:00-00:30.

    Taken is `busy` or `claim`, rounded outward to half hours. A day with nothing taken has no row. It answers
    "which of 10,000 bands are free" by an index probe; what is shown is rechecked against the blocks.
    """

    pk = models.CompositePrimaryKey("calendar_id", "day")
    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="masks", db_index=False)
    day = models.DateField()
    mask = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(name="daymask_is_48_bits", condition=Q(mask__gt=0, mask__lt=1 << 48))]
        indexes = [models.Index(name="daymask_day_calendar", fields=["day", "calendar"], include=["mask"])]

    def __str__(self):
        return f"{self.day} {self.mask:048b}"
