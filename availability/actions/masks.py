"""Upkeep of the day masks: one statement, whatever the number of calendars and days."""

import datetime as dt
from collections.abc import Iterable

from django.db import connection

from availability.ranges import Period
from web.prepared import run

FEW = 8
RUN_DAYS = 32

# What is taken on a calendar: its own blocks, and those of each calendar it draws on, for as long as it does.
# The bits from f to l of a day are ((1 << (l - f)) - 1) << f. No block is longer than a week, which bounds the scans.
REACHED = """
    stretches AS (
        SELECT calendar_id, tstzrange(starts_at, ends_at) AS period
          FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS given(calendar_id, starts_at, ends_at)
    ),
    reached AS (
        SELECT calendar_id, period FROM stretches
        UNION ALL
        SELECT s.calendar_id, stretches.period * tstzrange(s.since, s.until)
          FROM stretches JOIN availability_calendarsource s ON s.draws_on_id = stretches.calendar_id
         WHERE stretches.period && tstzrange(s.since, s.until)
    )
"""

# For few stretches: the same, day by day, in a function that the database plans once a session (migration
# `0006_masks_after_one_block`). Of what one new block costs, planning was the most.
REFRESH_FEW = "SELECT * FROM availability_refresh_few(%s::bigint[], %s::timestamptz[], %s::timestamptz[])"

# For many: an edited rule, an import. Days are taken together in runs of at most a month; each run reads the blocks of
# each source once and deals them out to its days. An affected day without blocks is there with no bits.
IN_RUNS = f"""
    affected AS MATERIALIZED (
        SELECT DISTINCT calendar_id, day
          FROM reached, generate_series(floor(extract(epoch FROM lower(period)) / 86400)::int,
                                        ceil(extract(epoch FROM upper(period)) / 86400)::int - 1) AS day
    ),
    runs AS (
        SELECT calendar_id, to_timestamp(min(day) * 86400::float8) AS starts_at,
               to_timestamp((max(day) + 1) * 86400::float8) AS ends_at
          FROM affected GROUP BY calendar_id, day / {RUN_DAYS}
    ),
    taken AS (
        SELECT runs.calendar_id, floor(extract(epoch FROM lower(part)) / 1800)::int AS since,
               ceil(extract(epoch FROM upper(part)) / 1800)::int AS until
          FROM runs,
               LATERAL (SELECT runs.calendar_id AS source_id, tstzrange(runs.starts_at, runs.ends_at) AS valid
                         UNION ALL
                        SELECT s.draws_on_id, tstzrange(s.since, s.until) * tstzrange(runs.starts_at, runs.ends_at)
                          FROM availability_calendarsource s WHERE s.calendar_id = runs.calendar_id) AS drawn,
               LATERAL (SELECT b.period * valid AS part FROM availability_timeblock b
                         WHERE b.calendar_id = source_id AND b.kind IN ('busy', 'claim')
                           AND lower(b.period) >= lower(valid) - interval '7 days' AND lower(b.period) < upper(valid)
                           AND upper(b.period) > lower(valid)
                        OFFSET 0) AS parts
    ),
    dealt AS (
        SELECT calendar_id, day, 0::bigint AS bits, true AS is_affected FROM affected
         UNION ALL
        SELECT calendar_id, day,
               (1::bigint << least(until - 48 * day, 48)) - (1::bigint << greatest(since - 48 * day, 0)), false
          FROM taken, generate_series(floor(since / 48.0)::int, ceil(until / 48.0)::int - 1) AS day
    ),
    masks AS MATERIALIZED (
        SELECT calendar_id, date '1970-01-01' + day AS day, bit_or(bits) AS mask
          FROM dealt GROUP BY calendar_id, dealt.day HAVING bool_or(is_affected)
    )
"""

WRITTEN = """
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

REFRESH_MANY = f"WITH {REACHED}, {IN_RUNS}, {WRITTEN}"

# What is newly taken only adds bits, whatever else stands there: no block is read.
RAISE = f"""
WITH {REACHED},
    halves AS (
        SELECT calendar_id, floor(extract(epoch FROM lower(period)) / 1800)::int AS since,
               ceil(extract(epoch FROM upper(period)) / 1800)::int AS until
          FROM reached
    ),
    masks AS (
        SELECT calendar_id, date '1970-01-01' + series.day AS day, bit_or(
                   (1::bigint << least(until - 48 * series.day, 48))
                   - (1::bigint << greatest(since - 48 * series.day, 0))) AS mask
          FROM halves, generate_series(floor(since / 48.0)::int, ceil(until / 48.0)::int - 1) AS series(day)
         GROUP BY calendar_id, series.day
    )
INSERT INTO availability_daymask AS old (calendar_id, day, mask)
SELECT calendar_id, day, mask FROM masks ORDER BY calendar_id, day
ON CONFLICT (calendar_id, day) DO UPDATE SET mask = old.mask | excluded.mask WHERE old.mask | excluded.mask <> old.mask
RETURNING calendar_id
"""


def refresh_masks(stretches: Iterable[tuple[int, Period]]) -> set[int]:
    """Recompute the masks of the UTC days that these stretches of calendars touch, for all that draw on them too.

    Returns the calendars of which a mask really changed. Assumes that all of them are locked.
    """
    stretches = list(stretches)
    return _follow(REFRESH_FEW if len(stretches) <= FEW else REFRESH_MANY, stretches)


def raise_masks(stretches: Iterable[tuple[int, Period]]) -> set[int]:
    """`refresh_masks` where these stretches have been taken now and nothing was given back."""
    return _follow(RAISE, list(stretches))


def _follow(statement: str, stretches: list[tuple[int, Period]]) -> set[int]:
    if not stretches:
        return set()
    columns = zip(*((calendar, period.starts_at, period.ends_at) for calendar, period in stretches), strict=True)
    return {calendar_id for (calendar_id,) in run(statement, [list(column) for column in columns])}


# Every (calendar, day) that has a mask or should have one, and what both sides say. The true ones are found another way
# than they are kept: each block is cut at midnight, once for its calendar and once for each that draws on it.
DIFFERENCES = """
WITH reached AS (
        SELECT calendar_id, period FROM availability_timeblock WHERE kind IN ('busy', 'claim')
        UNION ALL
        SELECT s.calendar_id, b.period * tstzrange(s.since, s.until)
          FROM availability_timeblock b JOIN availability_calendarsource s ON s.draws_on_id = b.calendar_id
         WHERE b.kind IN ('busy', 'claim') AND b.period && tstzrange(s.since, s.until)
    ),
    taken AS (
        SELECT calendar_id, day::date AS day,
               extract(epoch FROM greatest(lower(period) AT TIME ZONE 'UTC', day) - day) / 1800 AS since,
               extract(epoch FROM least(upper(period) AT TIME ZONE 'UTC', day + interval '1 day') - day) / 1800 AS until
          FROM reached, generate_series(
                   date_trunc('day', lower(period) AT TIME ZONE 'UTC'),
                   upper(period) AT TIME ZONE 'UTC' - interval '1 microsecond', interval '1 day') AS day
    ),
    masks AS (
        SELECT calendar_id, day, bit_or((1::bigint << ceil(until)::int) - (1::bigint << floor(since)::int)) AS mask
          FROM taken GROUP BY calendar_id, day
    )
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
