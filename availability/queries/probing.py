"""The conditions of `matching` as words of SQL, for statements that decide themselves when each row is asked.

Each is a scalar subquery: PostgreSQL asks it row by row where it stands, and never turns it into a join that reads
everybody's day first. `calendar` is a column of the row, never something that somebody typed.
"""

from availability.queries.probes import half_hour_bits
from availability.ranges import LONGEST_BLOCK, Period

Clause = tuple[str, list]
"""A condition and its values, in the order of their places."""

NO_MASK = """coalesce((
    SELECT mask & %s::bigint FROM availability_daymask WHERE day = %s::date AND calendar_id = {calendar}), 0) = 0"""
KNOWN = """(
    (SELECT known_until >= %s::timestamptz FROM availability_calendar WHERE id = {calendar}) IS TRUE
    OR (SELECT 1 FROM availability_calendarsource s JOIN availability_timeblock b ON b.calendar_id = s.draws_on_id
         WHERE s.calendar_id = {calendar} AND s.until IS NULL AND {can} LIMIT 1) IS NOT NULL
    OR (SELECT 1 FROM availability_timeblock b WHERE b.calendar_id = {calendar} AND {can} LIMIT 1) IS NOT NULL)"""
SOME_FREE = """(
    SELECT 1 FROM availability_timeblock b
     WHERE b.calendar_id = {calendar} AND b.kind = 'free'
       AND lower(b.period) >= %s::timestamptz AND lower(b.period) < %s::timestamptz
       AND upper(b.period) > %s::timestamptz LIMIT 1) IS NOT NULL"""
CAN = """b.kind IN ('free', 'maybe')
           AND lower(b.period) >= %s::timestamptz AND lower(b.period) < %s::timestamptz
           AND upper(b.period) > %s::timestamptz"""


def no_mask_hit(period: Period, calendar: str) -> Clause:
    """`nothing_taken`: a probe for each UTC day that the period touches."""
    bits = [(day, inner) for day, inner, _outer in half_hour_bits(period) if inner]
    if not bits:
        return "true", []
    words = " AND ".join(NO_MASK.format(calendar=calendar) for _each in bits)
    return words, [value for day, inner in bits for value in (inner, day)]


def can_be_known(period: Period, calendar: str) -> Clause:
    """`may_be_known`: known throughout the period, or somebody said that they can at some of it."""
    can = [period.starts_at - LONGEST_BLOCK, period.ends_at, period.starts_at]
    return KNOWN.format(calendar=calendar, can=CAN), [period.ends_at, *can, *can]


def some_time_free(period: Period, calendar: str) -> Clause:
    """Somebody said that they can at some of the period, on this very calendar."""
    return SOME_FREE.format(calendar=calendar), [period.starts_at - LONGEST_BLOCK, period.ends_at, period.starts_at]
