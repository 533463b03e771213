"""Calendars as RFC 5545 feeds: `ICalFeed` is the face, the events are the texts stored when they were written."""

import datetime as dt
import hashlib

from django.db.models import Max, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.timezone import now
from django_ical.feedgenerator import ICal20Feed
from django_ical.views import ICalFeed

from availability import ical
from availability.actions.feeds import hash_token
from availability.models import Calendar, CalendarEntry, Feed
from availability.reads import note_read
from availability.states import EntryStatus

CANCELLED_KEPT = dt.timedelta(days=30)
PAST_KEPT = dt.timedelta(days=400)


class StoredEvents(ICal20Feed):
    """A VCALENDAR of events that are text already; adding them as items would serialise each one anew."""

    def __init__(self, name: str, entries: list[tuple[str, dt.datetime]]):
        super().__init__(title=name, link="", description="")
        self.texts = [text for text, _modified_at in entries]
        self.modified_at = max((modified_at for _text, modified_at in entries), default=None)

    def write(self, outfile, encoding):
        text = "".join([ical.calendar_head(self.feed["title"]), *self.texts, ical.CALENDAR_FOOT])
        outfile.write(text.encode(encoding))


class CalendarFeed(ICalFeed):
    """`/feeds/<token>.ics`: the calendar whose secret address this is; 404 for an address unknown or revoked.

    Holds events of the last 400 days and all to come; cancelled ones stay for 30 days. Both are counted from midnight
    (UTC), so a feed stays the same for a day unless its calendar changes. A request with If-None-Match or
    If-Modified-Since that finds nothing new costs one query.
    """

    feed_type = StoredEvents

    def __call__(self, request: HttpRequest, token: str) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        feed = self.get_object(request, token)
        note_read(feed.pk, request.headers.get("User-Agent", ""))
        etag, changed = _etag(feed), None
        if hasattr(feed, "changed_at"):
            changed = _changed(feed.changed_at)
        response = get_conditional_response(request, etag, changed)
        if response is None:
            events = self.get_feed(feed, request)
            response = HttpResponse(content_type=events.mime_type)
            events.write(response, "utf-8")
            response["Last-Modified"] = _last_modified(events.modified_at)
        response["ETag"] = etag
        response["Cache-Control"] = "private, no-cache"
        return response

    def get_object(self, request: HttpRequest, token: str) -> Feed:
        feeds = Feed.objects.filter(token_hash=hash_token(token), revoked_at=None, user__is_active=True)
        if "If-Modified-Since" in request.headers:
            feeds = feeds.annotate(changed_at=Max("calendar__entries__modified_at"))
        feed = feeds.select_related("calendar").first()
        if feed is None:
            raise Http404
        return feed

    def get_feed(self, feed: Feed, request: HttpRequest) -> StoredEvents:
        return self.feed_type(feed.name, list(events_of(feed.calendar).values_list("ics", "modified_at")))


calendar_feed = CalendarFeed()


def events_of(calendar: Calendar) -> QuerySet[CalendarEntry]:
    """The entries that its feed shows today, in the order of time."""
    midnight = _midnight()
    is_off_for_long = Q(status=EntryStatus.CANCELLED, cancelled_at__lt=midnight - CANCELLED_KEPT)
    return (
        calendar.entries.filter(period__endswith__gte=midnight - PAST_KEPT).exclude(is_off_for_long).order_by("period")
    )


def _etag(feed: Feed) -> str:
    """Every entry written raises the calendar's version; what drops out by time alone does so at midnight."""
    content = f"{feed.pk} {feed.name} {feed.calendar.version} {_midnight():%Y-%m-%d}"
    return f'"{hashlib.sha256(content.encode()).hexdigest()[:32]}"'


def _changed(modified_at: dt.datetime | None) -> int:
    """When the feed last changed, in whole seconds: with an entry, or at midnight, when old ones drop out."""
    return int(max(modified_at or _midnight(), _midnight()).timestamp())


def _last_modified(modified_at: dt.datetime | None) -> str:
    """Never this very second: another change within it would go unseen (RFC 9110, section 8.8.2.2)."""
    return http_date(min(_changed(modified_at), int(now().timestamp()) - 1))


def _midnight() -> dt.datetime:
    return now().astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
