"""How far a calendar is known that draws on others: as far as all of them are."""

import datetime as dt
from collections.abc import Iterable

from django.db import connection

# Nobody to draw on: nobody knows. One of them silent: not known either.
KNOWN_OF_DRAWING = """
    known AS (
        SELECT drawing.id, CASE WHEN count(*) = count(theirs.known_until) THEN min(theirs.known_until) END AS until
          FROM drawing
          LEFT JOIN availability_calendarsource s ON s.calendar_id = drawing.id AND s.until IS NULL
          LEFT JOIN availability_calendar theirs ON theirs.id = s.draws_on_id
         GROUP BY drawing.id
    )
"""

REFRESH = f"""
WITH drawing AS (
        SELECT calendar_id AS id FROM availability_calendarsource WHERE calendar_id = ANY(%(calendars)s)
         UNION
        SELECT calendar_id FROM availability_calendarsource WHERE draws_on_id = ANY(%(calendars)s)
    ),
    {KNOWN_OF_DRAWING}
UPDATE availability_calendar calendar SET known_until = known.until
  FROM known WHERE calendar.id = known.id AND calendar.known_until IS DISTINCT FROM known.until
RETURNING calendar.id
"""

DIFFERENCES = f"""
WITH drawing AS (SELECT DISTINCT calendar_id AS id FROM availability_calendarsource),
    {KNOWN_OF_DRAWING}
SELECT calendar.id, calendar.known_until, known.until
  FROM known JOIN availability_calendar calendar USING (id)
 WHERE calendar.known_until IS DISTINCT FROM known.until
 ORDER BY calendar.id
"""


def refresh_known(calendar_ids: Iterable[int]) -> set[int]:
    """Bring `known_until` of those of these calendars that draw on others, and of all that draw on them.

    Returns the ones for which it changed. Assumes that all of them are locked.
    """
    with connection.cursor() as cursor:
        cursor.execute(REFRESH, {"calendars": list(calendar_ids)})
        return {calendar_id for (calendar_id,) in cursor.fetchall()}


def known_differences() -> list[tuple[int, dt.datetime | None, dt.datetime | None]]:
    """The calendars that do not know what those they draw on know together: (calendar id, stored, true)."""
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENCES)
        return cursor.fetchall()
