"""Data to measure on, written straight into the tables."""

import datetime as dt
import random

from django.db import connection

from availability.models import Calendar, TimeBlock
from availability.ranges import Period
from availability.states import BlockKind

MIDNIGHT = dt.datetime(2028, 1, 1, tzinfo=dt.UTC)


def calendars(count: int, *, known_days: int) -> list[int]:
    """Ids of new calendars, all known for so many days from MIDNIGHT."""
    known_until = MIDNIGHT + dt.timedelta(days=known_days)
    return [each.pk for each in Calendar.objects.bulk_create([Calendar(known_until=known_until) for _ in range(count)])]


def fill(calendar_ids: list[int], *, days: int, blocks: int, seed: int = 1) -> None:
    """So many blocks in all: busy and maybe for one to ten hours, spread over the calendars and days."""
    chance = random.Random(seed)
    rows = []
    for number in range(blocks):
        starts_at = MIDNIGHT + dt.timedelta(minutes=15 * chance.randrange(days * 96))
        rows.append(
            TimeBlock(
                calendar_id=calendar_ids[number % len(calendar_ids)],
                kind=chance.choice((BlockKind.BUSY, BlockKind.BUSY, BlockKind.MAYBE)),
                period=(starts_at, starts_at + dt.timedelta(minutes=15 * chance.randrange(4, 41))),
            )
        )
    TimeBlock.objects.bulk_create(rows, batch_size=5000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE availability_timeblock, availability_calendar")


def span(days: int) -> Period:
    return Period(MIDNIGHT, MIDNIGHT + dt.timedelta(days=days))


def empty() -> None:
    """Leave nothing for the next measurement but the catalogue."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE availability_calendar, accounts_user, accounts_party, bookings_show CASCADE")
