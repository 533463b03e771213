"""What is less than 48 hours ahead does not wait until a calendar program next reads its feed: mails bring it along."""

import datetime as dt
from email.utils import parseaddr

from django.conf import settings
from django.utils.dateparse import parse_datetime

from accounts.models import User
from availability.calendar_files import ical
from availability.models import CalendarEntry
from availability.states import EntryStatus
from notifications.kinds.registry import CalendarPart
from notifications.models import Notification

SHORT_NOTICE = dt.timedelta(hours=48)
ROUNDING = dt.timedelta(seconds=1)
"""Entries are written in whole seconds."""


def calendar_part(notification: Notification, user: User) -> CalendarPart | None:
    """The reader's own entry of the booking told of, if it changed with this news and is, or was, within 48 hours.

    It tells how things stand at delivery, under the uid of the feed. `starts_at_before` in the notification's data is
    when it was before it moved.
    """
    uid = f"booking-{notification.data.get('booking')}@stageslot"
    entry = CalendarEntry.objects.filter(calendar=user.calendar_id, uid=uid).first()
    if entry is None or entry.modified_at < notification.created_at - ROUNDING:
        return None
    starts = [entry.period.lower, parse_datetime(notification.data.get("starts_at_before") or "")]
    if not any(_is_soon(start, notification.created_at) for start in starts if start):
        return None
    method = "CANCEL" if entry.status == EntryStatus.CANCELLED else "REQUEST"
    _name, organizer = parseaddr(settings.DEFAULT_FROM_EMAIL)
    event = ical.event_of(entry, user.language)
    return CalendarPart(method, ical.message(event, method=method, organizer=organizer, attendee=user.email))


def _is_soon(start: dt.datetime, told_at: dt.datetime) -> bool:
    return told_at < start <= told_at + SHORT_NOTICE
