"""A public calendar for programs: as JSON, and as iCalendar of what is booked."""

import datetime as dt
from uuid import UUID, uuid5

from django.conf import settings
from django.utils.translation import gettext as _

from availability.calendar_files.ical import CalendarFile
from availability.files.events import CalendarEvent
from bookings.calendars.fragments import page_address
from bookings.calendars.nights import ToldNight, told_nights
from bookings.calendars.subjects import PublicCalendar
from bookings.queries import PublicNight
from bookings.queries.night_statuses import NightShow
from bookings.states import NightStatus
from web.addresses import address_of

DAY = dt.timedelta(days=1)
PAST_DAYS, COMING_DAYS = 30, 365


def calendar_json(shown: PublicCalendar, first: dt.date, last: dt.date) -> dict[str, object]:
    """Every night from `first` to `last`: its status and the shows that have been announced; of a whole venue those of
    each stage too. Times are those of the place, with their offset."""
    told = told_nights(shown, first, last)
    stages: dict[str, list] = {}
    for night in told:
        for name, each in night.rooms:
            stages.setdefault(name, []).append(_night(each))
    return {
        "name": shown.party.name,
        "kind": shown.party.kind,
        "stage": shown.subject.name if shown.stage_id else None,
        "url": settings.SITE_URL + page_address(shown.party),
        "timezone": shown.party.timezone,
        "version": shown.versions,
        "nights": [_night(night.whole) for night in told],
        "stages": [{"name": name, "nights": nights} for name, nights in stages.items()],
    }


def _night(night: PublicNight) -> dict[str, object]:
    return {
        "night": night.night.isoformat(),
        "status": night.status.value,
        "shows": [
            {
                "title": show.title,
                "host": show.owner,
                "starts_at": show.local_start.isoformat(),
                "ends_at": show.local_end.isoformat(),
                "url": settings.SITE_URL + address_of("bookings:show", show.id),
            }
            for show in night.shows
        ],
    }


def calendar_ics(shown: PublicCalendar) -> bytes:
    """What is booked from 30 days ago to a year ahead, as an iCalendar file: shows that have been announced at their
    hours, and whole days that say "Booked" and no more where nothing has been.

    DTSTAMP is the day's beginning: a finer one would tell when something was written.
    """
    first, last = shown.today - PAST_DAYS * DAY, shown.today + COMING_DAYS * DAY
    stamp = dt.datetime.combine(shown.today, dt.time(), dt.UTC)
    file = CalendarFile(f"{shown.party.name}, {shown.subject.name}" if shown.stage_id else shown.party.name)
    for told in told_nights(shown, first, last):
        for event in _events(shown, told, stamp):
            file.add(event)
    return file.to_bytes()


def _events(shown: PublicCalendar, told: ToldNight, stamp: dt.datetime) -> list[CalendarEvent]:
    """A night's events. One that is booked without a name is told once, by the stage where a venue has several."""
    found = []
    for room, night in told.parts:
        found += [_show_event(show, room, stamp) for show in night.shows]
        if night.status == NightStatus.BOOKED and not night.shows:
            found.append(_nameless_event(shown, room, night, stamp))
    return found


def _show_event(show: NightShow, room: str, stamp: dt.datetime) -> CalendarEvent:
    return CalendarEvent(
        uid=f"show-{show.id}@stageslot",
        starts=show.starts_at,
        ends=show.ends_at,
        summary=show.title or show.owner,
        stamp=stamp,
        place=room,
        path=address_of("bookings:show", show.id),
    )


def _nameless_event(shown: PublicCalendar, room: str, night: PublicNight, stamp: dt.datetime) -> CalendarEvent:
    """A whole day, whose UID tells nothing of the show and stays while the night does."""
    words = _("Booked")
    uid = uuid5(UUID(shown.shown[0].public_id), f"{room} {night.night}")
    return CalendarEvent(
        uid=f"night-{uid}@stageslot",
        starts=night.night,
        ends=night.night + DAY,
        summary=f"{words}: {room}" if room else words,
        stamp=stamp,
    )
