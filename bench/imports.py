"""An import of 5,000 events: read in the child process, stored with its blocks and masks, stored again unchanged."""

import datetime as dt
import time

import icalendar
import recurring_ical_events
from django.db import transaction

from accounts.models import User
from availability.actions import lock_calendars, start_drawing
from availability.models import Calendar, ImportedCalendar, TimeBlock
from availability.ranges import Period
from bench import worlds
from bench.timing import in_turn, milliseconds, ratio, say, seconds
from calendar_imports.actions import add_import, refresh_import, update_import
from calendar_imports.actions.refreshing import read_stored
from calendar_imports.reading.calendars import DEFAULT_POLICY, read

EVENTS = 5000
BANDS = 3
ZONE = "Europe/Berlin"
EVENT = """BEGIN:VEVENT
UID:{number}@bench.example
DTSTAMP:20260101T000000Z
SUMMARY:Rehearsal of the choir number {number}\\, in the small hall
DESCRIPTION:{text}
LOCATION:Kaistraße 12\\, 24103 Kiel
ORGANIZER;CN="Ann":mailto:ann@bench.example
DTSTART;TZID=Europe/Berlin:{start:%Y%m%dT%H%M%S}
DTEND;TZID=Europe/Berlin:{end:%Y%m%dT%H%M%S}
{more}
END:VEVENT
"""


def calendar(shift: int = 0) -> bytes:
    """5,000 events in the next 18 months, every hundredth a weekly series; `shift` moves one in fifty."""
    first = dt.datetime.now().replace(minute=0, second=0, microsecond=0)  # noqa: DTZ005
    events = []
    for number in range(EVENTS):
        start = first + dt.timedelta(hours=2.6 * number + (shift if number % 50 == 0 else 0))
        more = "RRULE:FREQ=WEEKLY;COUNT=8" if number % 100 == 0 else "SEQUENCE:0"
        end = start + dt.timedelta(hours=1.5)
        events.append(EVENT.format(number=number, text="Bring the score. " * 10, start=start, end=end, more=more))
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//bench//EN\n{''.join(events)}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def run() -> None:
    user = User.objects.create_user("imports@bench.example")
    for _band in range(BANDS):
        start_drawing(calendar=Calendar.objects.create(), on=user.calendar)
    content = calendar()
    reading(content)
    storing(user, content)
    worlds.empty()


def reading(content: bytes) -> None:
    now = dt.datetime.now(dt.UTC)
    period = Period(now, now + dt.timedelta(days=548))

    def theirs():
        found = recurring_ical_events.of(icalendar.Calendar.from_ical(content)).between(
            period.starts_at, period.ends_at
        )
        return len(list(found))

    sides = {"ours": lambda: read(content, period=period, timezone=ZONE, policy=DEFAULT_POLICY), "theirs": theirs}
    taken = in_turn(sides, rounds=3)
    say(f"{EVENTS} events read by the child process, its start included", milliseconds(taken["ours"]))
    say("icalendar and recurring-ical-events, in this process", milliseconds(taken["theirs"]))
    say("theirs / ours", f"{ratio(taken['theirs'], taken['ours']):.1f}")


def storing(user, content: bytes) -> None:
    given = {"acting_user": user, "calendar": user.calendar, "kind": "file", "name": "Bench", "timezone": ZONE}
    started = time.perf_counter()
    imported = refresh_import(add_import(**given, content=content).pk)
    say(f"{EVENTS} events imported, {BANDS} bands drawing on them", f"{time.perf_counter() - started:.2f} s", "< 5 s")
    blocks = TimeBlock.objects.filter(imported=imported).count()
    assert blocks > EVENTS * 0.9, blocks
    changed = calendar(shift=1)
    say("the same with one in fifty moved", f"{seconds(lambda: again(user, imported, changed)):.2f} s")
    say("the same, unchanged", f"{seconds(lambda: again(user, imported, changed)):.2f} s")
    result = read_stored(ImportedCalendar.objects.select_related("calendar").get(pk=imported.pk))

    def store():
        with transaction.atomic():
            result.store(imported, lock_calendars([user.calendar_id]))

    TimeBlock.objects.filter(imported=imported).delete()
    say("of it under the lock of the calendars, all blocks new", f"{seconds(store):.2f} s")


def again(user, imported, content: bytes) -> None:
    update_import(acting_user=user, imported=imported, content=content)
    refresh_import(imported.pk)
