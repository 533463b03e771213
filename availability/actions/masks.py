"""Upkeep of the day masks: one statement, whatever the number of calendars and days."""

import datetime as dt
from collections.abc import Iterable

from django.db import connection

from availability.ranges import Period

# What is taken on a calendar: its own blocks, and those of each calendar it draws on, for as long as it does.
# Bits f to l of a day are ((1 << (l - f)) - 1) << f. No block is longer than a week, which bounds the index scan.
MASKS_OF_AFFECTED = """
    drawn AS (
        SELECT calendar_id, calendar_id AS source_id, tstzrange(NULL, NULL) AS valid
          FROM (SELECT DISTINCT calendar_id FROM affected) own
        UNION ALL
        SELECT s.calendar_id, s.draws_on_id, tstzrange(s.since, s.until)
          FROM availability_calendarsource s
         WHERE s.calendar_id IN (SELECT calendar_id FROM affected)
    ),
    taken AS (
        SELECT a.calendar_id, a.day, a.starts_at,
               b.period * drawn.valid * tstzrange(a.starts_at, a.starts_at + interval '1 day') AS part
          FROM affected a
          JOIN drawn ON drawn.calendar_id = a.calendar_id
          JOIN availability_timeblock b
            ON b.calendar_id = drawn.source_id AND b.kind IN ('busy', 'claim')
           AND lower(b.period) >= a.starts_at - interval '7 days'
           AND lower(b.period) < a.starts_at + interval '1 day'
           AND upper(b.period) > a.starts_at
    ),
    halves AS (
        SELECT calendar_id, day,
               floor(extract(epoch FROM lower(part) - starts_at) / 1800)::int AS first,
               ceil(extract(epoch FROM upper(part) - starts_at) / 1800)::int AS last
          FROM taken WHERE NOT isempty(part)
    ),
    masks AS (
        SELECT a.calendar_id, a.day, coalesce(bit_or(((1::bigint << (h.last - h.first)) - 1) << h.first), 0) AS mask
          FROM affected a LEFT JOIN halves h USING (calendar_id, day)
         GROUP BY a.calendar_id, a.day
    )
"""

REFRESH = f"""
WITH stretches AS (
        SELECT calendar_id, period FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[])
               AS given(calendar_id, starts_at, ends_at), tstzrange(starts_at, ends_at) AS period
    ),
    reached AS (
        SELECT calendar_id, period FROM stretches
        UNION ALL
        SELECT s.calendar_id, stretches.period * tstzrange(s.since, s.until)
          FROM stretches JOIN availability_calendarsource s ON s.draws_on_id = stretches.calendar_id
         WHERE stretches.period && tstzrange(s.since, s.until)
    ),
    affected AS MATERIALIZED (
        SELECT DISTINCT calendar_id, day::date AS day, day AT TIME ZONE 'UTC' AS starts_at
          FROM reached, generate_series(
                   date_trunc('day', lower(period) AT TIME ZONE 'UTC'),
                   upper(period) AT TIME ZONE 'UTC' - interval '1 microsecond', interval '1 day') AS day
    ),
    {MASKS_OF_AFFECTED},
    emptied AS (
        DELETE FROM availability_daymask old USING masks
         WHERE old.calendar_id = masks.calendar_id AND old.day = masks.day AND masks.mask = 0
        RETURNING old.calendar_id
    ),
    written AS (
        INSERT INTO availability_daymask AS old (calendar_id, day, mask)
        SELECT calendar_id, day, mask FROM masks WHERE mask > 0 ORDER BY calendar_id, day
        ON CONFLICT (calendar_id, day) DO UPDATE SET mask = excluded.mask WHERE old.mask <> excluded.mask
        RETURNING old.calendar_id
    )
SELECT calendar_id FROM emptied UNION SELECT calendar_id FROM written
"""


def refresh_masks(stretches: Iterable[tuple[int, Period]]) -> set[int]:
    """Recompute the masks of the UTC days that these stretches of calendars touch, for all that draw on them too.

    Returns the calendars of which a mask really changed. Assumes that all of them are locked.
    """
    stretches = list(stretches)
    if not stretches:
        return set()
    columns = zip(*((calendar, period.starts_at, period.ends_at) for calendar, period in stretches), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(REFRESH, [list(column) for column in columns])
        return {calendar_id for (calendar_id,) in cursor.fetchall()}


# Every (calendar, day) that has a mask or should have one, and what both sides say.
DIFFERENCES = f"""
WITH reached AS (
        SELECT calendar_id, period FROM availability_timeblock WHERE kind IN ('busy', 'claim')
        UNION ALL
        SELECT s.calendar_id, b.period * tstzrange(s.since, s.until)
          FROM availability_timeblock b JOIN availability_calendarsource s ON s.draws_on_id = b.calendar_id
         WHERE b.kind IN ('busy', 'claim') AND b.period && tstzrange(s.since, s.until)
    ),
    affected AS MATERIALIZED (
        SELECT DISTINCT calendar_id, day::date AS day, day AT TIME ZONE 'UTC' AS starts_at
          FROM reached, generate_series(
                   date_trunc('day', lower(period) AT TIME ZONE 'UTC'),
                   upper(period) AT TIME ZONE 'UTC' - interval '1 microsecond', interval '1 day') AS day
    ),
    {MASKS_OF_AFFECTED}
SELECT coalesce(stored.calendar_id, masks.calendar_id), coalesce(stored.day, masks.day),
       coalesce(stored.mask, 0), coalesce(masks.mask, 0)
  FROM masks FULL JOIN availability_daymask stored USING (calendar_id, day)
 WHERE coalesce(stored.mask, 0) <> coalesce(masks.mask, 0)
 ORDER BY 1, 2
"""


def mask_differences() -> list[tuple[int, dt.date, int, int]]:
    """All days on which a stored mask is not what the blocks say: (calendar id, day, stored, true)."""
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENCES)
        return cursor.fetchall()


def half_hours(mask: int) -> list[int]:
    """The half hours of its UTC day that a mask holds as taken, 0 to 47."""
    return [half for half in range(48) if mask >> half & 1]
