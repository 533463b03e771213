"""A shared availability as a calendar to subscribe to: a day for each night that can be asked for."""

import datetime as dt
import io
from uuid import uuid5

from django.utils.translation import gettext as _
from django_ical.views import ICalFeed

from availability.calendar_files import ical
from availability.feeds import StoredEvents
from availability.ranges import DAY
from bands.models import Share
from bands.queries import SharedNight, SharedNights
from bands.states import ShareStatus

STATUS = {ShareStatus.AVAILABLE: "CONFIRMED", ShareStatus.ON_REQUEST: "TENTATIVE"}


class ShareFeed(ICalFeed):
    """A share's nights as RFC 5545 events: whole days, for a night is no stretch of hours; in nobody's way
    (TRANSP:TRANSPARENT). A night keeps its UID for as long as the share lives; one that is taken is left out."""

    feed_type = StoredEvents

    def get_feed(self, share: Share, shown: SharedNights) -> StoredEvents:
        """The events that are current on the day of `shown`, in the present language."""
        stamp = dt.datetime.combine(shown.today, dt.time(), dt.UTC)
        name = _("%(band)s: availability") % {"band": shown.band}
        return self.feed_type(name, [(_event(share, shown, night, stamp), stamp) for night in shown.open_nights])


def availability_ics(share: Share, shown: SharedNights) -> bytes:
    """The share's nights as an iCalendar file."""
    file = io.BytesIO()
    ShareFeed().get_feed(share, shown).write(file, "utf-8")
    return file.getvalue()


def _event(share: Share, shown: SharedNights, night: SharedNight, stamp: dt.datetime) -> str:
    """The VEVENT of a night; by the form of its UID our own import knows our events, and lets them block nothing.

    DTSTAMP is the day's beginning: a finer one would tell when members edit their time.
    """
    words = _("%(band)s: %(status)s") % {"band": shown.band, "status": night.status.label}
    lines = [
        "BEGIN:VEVENT",
        f"UID:night-{uuid5(share.pk, night.night.isoformat())}@stageslot",
        f"DTSTAMP:{ical.utc(stamp)}",
        f"DTSTART;VALUE=DATE:{night.night:%Y%m%d}",
        f"DTEND;VALUE=DATE:{night.night + DAY:%Y%m%d}",
        f"STATUS:{STATUS[night.status]}",
        "TRANSP:TRANSPARENT",
        f"SUMMARY:{ical.escape(words)}",
        "END:VEVENT",
    ]
    return "".join(ical.fold(line) for line in lines)
