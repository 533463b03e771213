"""Calendars as RFC 5545 feeds: built from the entries of now in the language of their reader, kept by version."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.timezone import now

from availability.actions.feed_reads import note_read
from availability.actions.feeds import hash_token
from availability.calendar_files.ical import CalendarFile, event_of
from availability.hooks import may_read_party, open_nights
from availability.models import CalendarEntry, CalendarSource
from availability.states import EntryStatus, FeedKind

CANCELLED_KEPT = dt.timedelta(days=30)
PAST_KEPT = dt.timedelta(days=400)
WRITTEN_KEPT_SECONDS = 24 * 60 * 60


# Most requests end with this query and a 304. By hand: making it out of expressions takes longer than running it.
FIND = """
SELECT feed.user_id, feed.kind,
       feed.id, feed.name, calendar.id, calendar.version, reader.language, feed.with_holds, feed.with_groups,
       feed.keeps_cancelled, feed.with_open_nights, feed.chosen_at, {groups}, {changed_at}
  FROM availability_feed feed
  JOIN availability_calendar calendar ON calendar.id = feed.calendar_id
  JOIN {user_table} reader ON reader.id = feed.user_id
 WHERE feed.token_hash = %s AND feed.revoked_at IS NULL AND reader.is_active
"""
CHANGED_AT = """GREATEST(
  feed.chosen_at,
  (SELECT max(entry.modified_at) FROM availability_calendarentry entry WHERE entry.calendar_id = calendar.id)
)"""
# Asked of the few feeds that tell of groups; for all others CASE never runs the query.
GROUPS = """CASE WHEN feed.with_groups THEN (
  SELECT string_agg(wide.id || ':' || wide.version, ' ' ORDER BY wide.id)
    FROM availability_calendarsource source
    JOIN availability_calendar wide ON wide.id = source.calendar_id
   WHERE source.draws_on_id = calendar.id AND source.until IS NULL
) END"""


@dataclass(frozen=True)
class FoundFeed:
    """A live feed as its reader needs it; `changed_at` is when an entry last changed, where that was asked.

    `groups` names the calendars that draw on this one, with their versions, for a feed that tells of them too.
    """

    pk: UUID
    name: str
    calendar_id: int
    version: int
    language: str
    with_holds: bool
    with_groups: bool
    keeps_cancelled: bool
    with_open_nights: bool
    chosen_at: dt.datetime | None
    groups: str | None
    changed_at: dt.datetime | None


def find_feed(token: str, *, with_time: bool) -> FoundFeed:
    """The live feed of this secret address: one query, and one more for that of a party, whose reader still has to
    belong to it. Raises Http404 for one that is unknown, revoked or no longer theirs."""
    sql = FIND.format(
        groups=GROUPS, changed_at=CHANGED_AT if with_time else "NULL", user_table=get_user_model()._meta.db_table
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [hash_token(token)])
        row = cursor.fetchone()
    if row is None:
        raise Http404
    reader, kind, *found = row
    feed = FoundFeed(*found)
    if kind == FeedKind.PARTY and not any(may_read_party(reader, feed.calendar_id)):
        raise Http404
    return feed


def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """`/feeds/<token>.ics`: the calendar whose secret address this is; 404 for an address unknown or revoked.

    Holds events of the last 400 days and all to come; cancelled ones stay for 30 days, or go at once. Both are counted
    from midnight (UTC), so a feed stays the same for a day unless its calendar changes: it is written once and kept. A
    request with If-None-Match or If-Modified-Since that finds nothing new costs one query.
    """
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    feed = find_feed(token, with_time="If-Modified-Since" in request.headers)
    note_read(feed.pk, request.headers.get("User-Agent", ""))
    etag = _etag(feed)
    # What groups or open nights come and go with is no entry's time: for their feeds only the ETag can tell.
    has_time = "If-Modified-Since" in request.headers and not (feed.with_groups or feed.with_open_nights)
    response = get_conditional_response(request, etag, _changed(feed.changed_at) if has_time else None)
    if response is None:
        content, modified_at = _written(feed, etag)
        response = HttpResponse(content, content_type=CalendarFile.mime_type)
        response["Last-Modified"] = _last_modified(max(filter(None, (modified_at, feed.chosen_at)), default=None))
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


def _written(feed: FoundFeed, etag: str) -> tuple[bytes, dt.datetime | None]:
    """The file, and when an entry of it last changed."""
    found = cache.get(f"feed:{etag}")
    if found is None:
        found = _write(feed)
        cache.set(f"feed:{etag}", found, WRITTEN_KEPT_SECONDS)
    content, modified_at = found
    return content, modified_at


def _write(feed: FoundFeed) -> tuple[bytes, dt.datetime | None]:
    entries = list(events_of_feed(feed))
    file = CalendarFile(feed.name)
    with translation.override(feed.language):
        for entry in entries:
            file.add(event_of(entry, feed.language))
        if feed.with_open_nights:
            for event in (event for told in open_nights(feed.calendar_id) for event in told):
                file.add(event)
    return file.to_bytes(), max((entry.modified_at for entry in entries), default=None)


def events_of_feed(feed: FoundFeed) -> QuerySet[CalendarEntry]:
    """The entries that this feed shows today, in the order of time: without holds or what is off if its reader wants
    none, and with what the calendars that draw on its own are promised to, where that does not stand on its own too.

    A hold that has ended was never promised: nobody needs to be told that it is off.
    """
    told = Q(calendar=feed.calendar_id)
    if feed.with_groups:
        groups = CalendarSource.objects.filter(draws_on=feed.calendar_id, until=None).values("calendar")
        own = CalendarEntry.objects.filter(calendar=feed.calendar_id, uid=OuterRef("uid"))
        told |= Q(~Exists(own), calendar__in=groups)
    if not feed.with_holds:
        told &= Q(is_hold=False)
    midnight = _midnight()
    is_off = Q(status=EntryStatus.CANCELLED)
    is_gone = is_off & (Q(is_hold=True) | Q(cancelled_at__lt=midnight - CANCELLED_KEPT))
    recent = CalendarEntry.objects.filter(told, period__endswith__gte=midnight - PAST_KEPT)
    return recent.exclude(is_gone if feed.keeps_cancelled else is_off).order_by("period", "pk")


def _etag(feed: FoundFeed) -> str:
    """Every entry written raises the calendar's version; what drops out by time alone does so at midnight."""
    chosen = f"{feed.with_holds} {feed.with_groups} {feed.keeps_cancelled} {feed.with_open_nights} {feed.groups}"
    content = f"{feed.pk} {feed.name} {feed.version} {feed.language} {chosen} {_midnight():%Y-%m-%d}"
    return f'"{hashlib.sha256(content.encode()).hexdigest()[:32]}"'


def _changed(modified_at: dt.datetime | None) -> int:
    """When the feed last changed, in whole seconds: with an entry, or at midnight, when old ones drop out."""
    return int(max(modified_at or _midnight(), _midnight()).timestamp())


def _last_modified(modified_at: dt.datetime | None) -> str:
    """Never this very second: another change within it would go unseen (RFC 9110, section 8.8.2.2)."""
    return http_date(min(_changed(modified_at), int(now().timestamp()) - 1))


def _midnight() -> dt.datetime:
    return now().astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
