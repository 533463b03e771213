"""A band's nights for calendar programs: those of a share, and those that a member's feed tells beside the gigs."""

import datetime as dt
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from availability.calendar_files.ical import CalendarFile
from availability.files.events import CalendarEvent
from availability.ranges import DAY
from bands.models import Band, Share
from bands.queries import SharedNight, SharedNights, public_nights, tonight
from bands.states import ShareStatus

STATUS = {ShareStatus.AVAILABLE: "CONFIRMED", ShareStatus.ON_REQUEST: "TENTATIVE"}
OPEN_NIGHTS_AHEAD = 90


def availability_ics(share: Share, shown: SharedNights) -> bytes:
    """The share's nights, as they are on the day of `shown`, as an iCalendar file in the present language."""
    file = CalendarFile(_("%(band)s: availability") % {"band": shown.band})
    stamp = dt.datetime.combine(shown.today, dt.time(), dt.UTC)
    for night in shown.open_nights:
        words = _("%(band)s: %(status)s") % {"band": shown.band, "status": night.status.label}
        file.add(_event(share.pk, night, stamp, words, STATUS[night.status]))
    return file.to_bytes()


def open_nights_of(calendar_id: int) -> list[CalendarEvent]:
    """The nights of the next months on which all of a band can, from tonight on; none of what is no band."""
    band = Band.objects.select_related("party").filter(party__calendar=calendar_id).first()
    if band is None:
        return []
    party, today = band.party, tonight(band.party)
    stamp = dt.datetime.combine(today, dt.time(), dt.UTC)
    words = _("%(band)s: free night") % {"band": party.name}
    nights = public_nights(party, [today + DAY * count for count in range(OPEN_NIGHTS_AHEAD)])
    free = [night for night in nights if night.status == ShareStatus.AVAILABLE]
    return [
        _event(party.calendar.public_id, night, stamp, words, "TENTATIVE", category=_("Free night")) for night in free
    ]


def _event(of: UUID, night: SharedNight, stamp: dt.datetime, words: str, status: str, category="") -> CalendarEvent:
    """A whole day, for a night is no stretch of hours; in nobody's way. It keeps its UID for as long as what it is of
    lives; by the form of it our own import knows our events, and lets them block nothing.

    DTSTAMP is the day's beginning: a finer one would tell when members edit their time.
    """
    return CalendarEvent(
        uid=f"night-{uuid5(of, night.night.isoformat())}@stageslot",
        starts=night.night,
        ends=night.night + DAY,
        summary=words,
        stamp=stamp,
        status=status,
        takes_time=False,
        categories=[category] if category else [],
    )
