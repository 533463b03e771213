"""What is promised already where something else is wanted: one query, whatever the number of wishes."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

IN_THE_WAY = """
SELECT wanted.place, block.calendar_id, coalesce(
         (SELECT entry.title FROM availability_calendarentry entry
           WHERE entry.calendar_id = block.calendar_id AND entry.occasion = block.occasion
             AND entry.period && block.period AND entry.status <> 'cancelled'
           ORDER BY entry.id LIMIT 1), '')
  FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[])
       WITH ORDINALITY AS wanted(calendar_id, starts_at, ends_at, place)
  JOIN availability_timeblock block
    ON block.calendar_id = wanted.calendar_id AND block.kind = 'claim'
   AND block.period && tstzrange(wanted.starts_at, wanted.ends_at)
 WHERE block.expires_at IS NULL OR block.expires_at > now()
 ORDER BY wanted.place, lower(block.period)
"""


@dataclass(frozen=True)
class Promised:
    """What stands in the way of the wish at `place` (from 0), with the title that its calendar's own people read."""

    place: int
    calendar_id: int
    title: str


def promised_already(wanted: Sequence[tuple[int, dt.datetime, dt.datetime]]) -> list[Promised]:
    """The claims that overlap these stretches of calendars (calendar id, start, end)."""
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(IN_THE_WAY, [list(column) for column in zip(*wanted, strict=True)])
        return [Promised(place - 1, calendar_id, title) for place, calendar_id, title in cursor.fetchall()]
