"""What a calendar tells of a claim or a hold: feeds, conflict texts and live calendars read it from here."""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.timezone import now

from availability import ical
from availability.actions.versions import touch
from availability.models import Calendar, CalendarEntry
from availability.states import EntryStatus

RESCHEDULING = ("period", "timezone", "place", "status")
"""What RFC 5545, section 3.8.7.4 wants SEQUENCE to rise for: changes that people must act upon."""


def write_entry(
    *,
    calendar: Calendar,
    uid: str,
    occasion: UUID,
    status: EntryStatus,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    timezone: str,
    title: str,
    text: str = "",
    public_title: str = "",
    public_text: str = "",
    place: str = "",
    path: str = "",
    announce_at: dt.datetime | None = None,
) -> CalendarEntry:
    """Make or change what this calendar tells under this uid. Nothing is written where nothing changes.

    SEQUENCE rises with time, place and status only, LAST-MODIFIED with anything; an entry that was cancelled comes
    back by this too. Titles are cut to 300 characters and places to 500. `text` carries what its reader needs: call
    time, set time, address, the local time with its zone. Assumes the calendar locked; raises both versions.
    """
    return _store(
        calendar.pk,
        uid,
        occasion=occasion,
        status=EntryStatus(status),
        period=DateTimeTZRange(starts_at.astimezone(dt.UTC), ends_at.astimezone(dt.UTC)),
        timezone=timezone,
        title=title[:300],
        text=text,
        public_title=public_title[:300],
        public_text=public_text,
        place=place[:500],
        path=path,
        announce_at=announce_at,
    )


def cancel_entry(*, calendar: Calendar, uid: str) -> CalendarEntry | None:
    """Tell that it is off; feeds keep it as CANCELLED for 30 days. None where there is no such entry."""
    if not CalendarEntry.objects.filter(calendar=calendar, uid=uid).exists():
        return None
    return _store(calendar.pk, uid, status=EntryStatus.CANCELLED)


@transaction.atomic
def _store(calendar_id: int, uid: str, **values) -> CalendarEntry:
    moment = now().replace(microsecond=0)
    known = CalendarEntry.objects.select_for_update(no_key=True).filter(calendar=calendar_id, uid=uid).first()
    entry = known or CalendarEntry(calendar_id=calendar_id, uid=uid, created_at=moment)
    changed = [name for name, value in values.items() if not known or getattr(entry, name) != value]
    if not changed:
        return entry
    if known and set(changed) & set(RESCHEDULING):
        entry.sequence += 1
    for name in changed:
        setattr(entry, name, values[name])
    entry.modified_at = moment
    if "status" in changed:
        entry.cancelled_at = moment if entry.status == EntryStatus.CANCELLED else None
    entry.ics = ical.render_event(entry)
    entry.save()
    touch([calendar_id], public=True)
    return entry
