"""What calendars tell of promises, and who subscribes to them."""

from django.conf import settings
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import F, Func, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from availability.models.calendars import Calendar
from availability.models.periods import period_is_sane
from availability.states import EntryStatus, FeedKind
from web.identifiers import uuid7


class CalendarEntry(models.Model):
    """What a calendar tells its own people of a claim or a hold: the source of feeds and conflict texts.

    At `announce_at` public calendars change: the show may be named from then on, which they read from the show itself.
    `uid`, `sequence`, `status` are those of RFC 5545. `words` holds title, text and place in the languages of those who
    may read it beside the one that the columns are in. `call_link`: where its people call each other.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="entries", db_index=False)
    uid = models.CharField(max_length=200)
    sequence = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=10, choices=EntryStatus)
    occasion = models.UUIDField()
    period = DateTimeRangeField()
    timezone = models.CharField(max_length=64)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    place = models.CharField(max_length=500, blank=True)
    call_link = models.URLField(max_length=500, blank=True, default="")
    path = models.CharField(max_length=300, blank=True)
    announce_at = models.DateTimeField(null=True, blank=True)
    is_hold = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=now)
    modified_at = models.DateTimeField(default=now)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    words = models.JSONField(default=dict, blank=True)

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

    def told_in(self, language: str) -> tuple[str, str, str]:
        """Title, text and place for a reader of this language."""
        words = self.words.get(language, {})
        return words.get("title", self.title), words.get("text", self.text), words.get("place", self.place)


class Feed(models.Model):
    """A secret address under which one user's calendar client reads one calendar. Only the hash is stored.

    `with_holds`: it tells of options too; `with_groups`: and what the calendars that draw on this one (a member's
    bands) are promised to without its owner; `keeps_cancelled`: what is off stays for 30 days, and says so;
    `with_open_nights`: and on which nights a band can be had. `chosen_at` is when its reader last changed one of them.
    """

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
    with_holds = models.BooleanField(_("with holds"), default=True)
    chosen_at = models.DateTimeField(null=True, blank=True)
    with_groups = models.BooleanField(_("with gigs of my bands without me"), default=False)
    keeps_cancelled = models.BooleanField(_("with cancelled gigs"), default=True)
    with_open_nights = models.BooleanField(_("with open nights"), default=False)

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


class FeedReader(models.Model):
    """A calendar client that reads a feed, by the name it gives itself, and when it first and last came."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="readers")
    client = models.CharField(max_length=200)
    first_fetched_at = models.DateTimeField(default=now)
    last_fetched_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-last_fetched_at"]
        constraints = [models.UniqueConstraint(name="feedreader_once", fields=["feed", "client"])]

    def __str__(self):
        return self.client
