"""One table of time.

Whoever can be somewhere has a Calendar; what occupies time on it is a TimeBlock. A calendar knows no owner: the
owner (a person, a party, a stage) points down to it. See docs/architecture.md and docs/concurrency.md.
"""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, Func, Q
from django.db.models.expressions import RawSQL
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from availability.states import BlockKind, EntryStatus, FeedKind, SaidKind
from stageslot.web.identifiers import uuid7

HALF_OPEN_FINITE_WEEK = """
    NOT isempty(period) AND NOT lower_inf(period) AND NOT upper_inf(period)
    AND lower_inc(period) AND NOT upper_inc(period)
    AND isfinite(lower(period)) AND isfinite(upper(period))
    AND upper(period) - lower(period) <= interval '7 days'
"""


def period_is_sane(table: str) -> models.CheckConstraint:
    """A period is `[start, end)`, not empty, finite, and at most seven days long.

    An empty one would pass an exclusion, an open end would pass this check: its end is NULL, so is what is said of it.
    """
    return models.CheckConstraint(
        name=f"{table}_period_is_sane",
        condition=RawSQL(HALF_OPEN_FINITE_WEEK, (), output_field=models.BooleanField()),
    )


class Calendar(models.Model):
    """The time of one person, party or stage.

    `known_until`: up to then, what is not blocked is free; after it, only `free` blocks are.
    `version` rises with whatever members see, `public_version` only with what everybody sees.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    known_until = models.DateTimeField(null=True, blank=True)
    version = models.BigIntegerField(default=1)
    public_version = models.BigIntegerField(default=1)

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


class AvailabilityRule(models.Model):
    """What an owner said of their time, once or recurring; its blocks are a projection of it.

    One-off (`rrule` empty): exactly `[starts_at, ends_at)`. Recurring: wall-clock in `timezone`, from the local
    time of `starts_at`, as long on the wall clock as from it to `ends_at`, by an RRULE of RFC 5545; `exdates` are
    local dates left out.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="rules")
    kind = models.CharField(max_length=8, choices=SaidKind)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    timezone = models.CharField(max_length=64)
    rrule = models.CharField(max_length=500, blank=True)
    exdates = ArrayField(models.DateField(), default=list, blank=True)
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


class TimeBlockQuerySet(models.QuerySet["TimeBlock"]):
    def claims(self):
        return self.filter(kind=BlockKind.CLAIM)

    def taken(self):
        """What nobody can be had at: busy or promised."""
        return self.filter(kind__in=[BlockKind.BUSY, BlockKind.CLAIM])

    def standing(self):
        """Without the claims whose time to be paid has passed, though they are not swept up yet."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now()))

    def overlapping(self, starts_at, ends_at):
        return self.filter(period__overlap=DateTimeTZRange(starts_at, ends_at))


class TimeBlock(models.Model):
    """A stretch of time on a calendar. Claims are written by `availability.actions.claims` alone.

    The first half of the invariant is the exclusion constraint: two claims of one calendar never overlap, unless
    they belong to the same occasion (a drummer may play in two bands of one bill).
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="blocks")
    period = DateTimeRangeField()
    kind = models.CharField(max_length=8, choices=BlockKind)
    occasion = models.UUIDField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    rule = models.ForeignKey(AvailabilityRule, null=True, blank=True, on_delete=models.CASCADE, related_name="blocks")

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
                condition=Q(kind=BlockKind.CLAIM, occasion__isnull=False, rule__isnull=True)
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
        ]
        indexes = [
            # No block is longer than a week, so "overlaps X" is also "starts in the week before X or within it".
            models.Index(F("calendar"), Func(F("period"), function="lower"), name="timeblock_calendar_start"),
            models.Index(name="timeblock_occasion", fields=["occasion"], condition=Q(kind=BlockKind.CLAIM)),
            models.Index(name="timeblock_rule", fields=["rule"], condition=Q(rule__isnull=False)),
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


class CalendarEntry(models.Model):
    """What a calendar tells of a claim or a hold: the source of feeds, conflict texts and live calendars.

    `title` and `text` are for those whose calendar it is, the public ones for everybody from `announce_at` on.
    `uid`, `sequence`, `status` are those of RFC 5545; `ics` is the VEVENT as it was serialised when written.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="entries")
    uid = models.CharField(max_length=200)
    sequence = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=10, choices=EntryStatus)
    occasion = models.UUIDField()
    period = DateTimeRangeField()
    timezone = models.CharField(max_length=64)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    public_title = models.CharField(max_length=300, blank=True)
    public_text = models.TextField(blank=True)
    place = models.CharField(max_length=500, blank=True)
    path = models.CharField(max_length=300, blank=True)
    announce_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=now)
    modified_at = models.DateTimeField(default=now)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    ics = models.TextField(blank=True)

    class Meta:
        verbose_name = _("calendar entry")
        verbose_name_plural = _("calendar entries")
        constraints = [
            period_is_sane("calendarentry"),
            models.CheckConstraint(
                name="calendarentry_status_is_known", condition=Q(status__in=[status.value for status in EntryStatus])
            ),
            models.UniqueConstraint(name="calendarentry_once_per_calendar", fields=["calendar", "uid"]),
            models.CheckConstraint(
                name="calendarentry_cancelled_has_time",
                condition=Q(status=EntryStatus.CANCELLED, cancelled_at__isnull=False)
                | Q(~Q(status=EntryStatus.CANCELLED), cancelled_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(F("calendar"), Func(F("period"), function="lower"), name="calendarentry_calendar_start"),
            models.Index(name="calendarentry_occasion", fields=["occasion"]),
        ]

    def __str__(self):
        return self.title


class Feed(models.Model):
    """A secret address under which one user's calendar client reads one calendar. Only the hash is stored."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="feeds")
    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="feeds")
    kind = models.CharField(max_length=8, choices=FeedKind)
    name = models.CharField(max_length=200)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=now)
    rotated_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_fetched_at = models.DateTimeField(null=True, blank=True)
    last_client = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("feed")
        verbose_name_plural = _("feeds")
        constraints = [
            models.UniqueConstraint(
                name="feed_one_live_per_user_and_calendar",
                fields=["user", "calendar"],
                condition=Q(revoked_at=None),
            )
        ]

    def __str__(self):
        return self.name


def calendar_never_changes(name: str) -> pgtrigger.Trigger:
    """An owner keeps its calendar for good: else a confirmed claim would stay behind on the old one."""
    return pgtrigger.ReadOnly(name=name, fields=["calendar"])
