"""Calendars as RFC 5545 files, written by django-ical and icalendar.

Times are UTC, which every client shows in its own zone; the local time and its zone stand in the description. A file
has no METHOD: that is for messages between people (RFC 5546), which name an organizer.
"""

import datetime as dt
import io
import re

from django.conf import settings
from django.utils.translation import gettext as _
from django_ical.feedgenerator import ICal20Feed
from icalendar import Calendar, vCalAddress, vUri

from availability.files.events import CalendarEvent
from availability.models import CalendarEntry
from availability.states import EntryStatus

PRODID = "-//StageSlot//StageSlot//EN"
REFRESH_EVERY = dt.timedelta(minutes=15)
# A TEXT value may hold no control character but the tab (section 3.3.11).
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class CalendarFile(ICal20Feed):
    """A VCALENDAR of this name. With `method` it is a message, which has no name and is not read again."""

    def __init__(self, name: str = "", *, method: str | None = None):
        super().__init__(
            title=" ".join(plain(name).split()) or None, link="", description=None, product_id=PRODID, method=method
        )
        self.is_message = method is not None

    def add(self, event: CalendarEvent, **people: object) -> None:
        """Append an event; `people` are its organizer and its attendees."""
        self.add_item(
            title=plain(event.summary),
            link=plain_uri(settings.SITE_URL + event.path) if event.path else None,
            description=plain(event.text) or None,
            unique_id=plain(event.uid),
            start_datetime=_utc(event.starts),
            end_datetime=_utc(event.ends),
            timestamp=_utc(event.stamp),
            created=_utc(event.created_at) if event.created_at else None,
            updateddate=_utc(event.changed_at) if event.changed_at else None,
            status=event.status,
            transparency="OPAQUE" if event.takes_time else "TRANSPARENT",
            location=plain(event.place) or None,
            sequence=event.sequence,
            **people,
        )
        self.items[-1]["categories"] = [plain(category) for category in event.categories] or None
        self.items[-1]["call_link"] = plain_uri(event.call_link)

    def write_items(self, calendar: Calendar) -> None:
        if not self.is_message:
            calendar.add("name", self.feed["title"] or "")
            calendar.add("refresh-interval", REFRESH_EVERY, parameters={"VALUE": "DURATION"})
            calendar.add("x-published-ttl", "PT15M")
        super().write_items(calendar)
        for item, event in zip(self.items, calendar.events, strict=True):
            if item["call_link"]:
                event.add("conference", _conference(item["call_link"]))

    def to_bytes(self) -> bytes:
        file = io.BytesIO()
        self.write(file, "utf-8")
        return file.getvalue()


def event_of(entry: CalendarEntry, language: str) -> CalendarEvent:
    """What an entry tells a reader of this language, which is active. What is off says so, and takes no time."""
    title, text, place = entry.told_in(language)
    is_off = entry.status == EntryStatus.CANCELLED
    return CalendarEvent(
        uid=entry.uid,
        starts=entry.period.lower,
        ends=entry.period.upper,
        summary=_("Cancelled: %(title)s") % {"title": title} if is_off else title,
        stamp=entry.modified_at,
        status=entry.status.upper(),
        takes_time=not is_off,
        text=text,
        place=place,
        call_link=entry.call_link,
        path=entry.path,
        sequence=entry.sequence,
        created_at=entry.created_at,
        changed_at=entry.modified_at,
    )


def message(event: CalendarEvent, *, method: str, organizer: str, attendee: str) -> str:
    """An iTIP message (RFC 5546) about one event: `REQUEST` tells how it is now, `CANCEL` that it is off.

    `organizer` and `attendee` are mail addresses. Nobody is asked to answer: what is promised is settled elsewhere.
    """
    reader = vCalAddress(plain_uri(f"mailto:{attendee}"))
    reader.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"})
    file = CalendarFile(method=method)
    file.add(event, organizer=vCalAddress(plain_uri(f"mailto:{organizer}")), attendee=[reader])
    return file.to_bytes().decode()


def plain(text: str) -> str:
    """Text as a file may hold it: without control characters, and with one kind of line end."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def plain_uri(address: str) -> str:
    """A URI value holds no space or line end, so that nothing can be smuggled in behind it."""
    return re.sub(r"[\x00-\x20\x7f]", "", address)


def _conference(address: str) -> vUri:
    """Where to call (RFC 7986, section 5.11)."""
    parameters = {"VALUE": "URI", "FEATURE": ["AUDIO", "VIDEO"], "LABEL": _("Join the call")}
    return vUri(address, params=parameters)


def _utc(moment: dt.datetime | dt.date) -> dt.datetime | dt.date:
    return moment.astimezone(dt.UTC) if isinstance(moment, dt.datetime) else moment
