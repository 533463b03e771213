"""What calendars say of given stretches of time: exact, in one statement for any number of pairs."""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.timezone import now

from availability.ranges import Period
from availability.states import MemberState
from web.prepared import run

# `told` holds for each pair the calendars whose word counts: the calendar's own, or those it draws on in its place.
# Whoever draws on others is known as far as they are; of its own time only what is taken counts. What is promised for
# the occasion asked about is known time, and not taken, but for a set that overlaps the one asked about.
STATES = """
WITH pair AS (
        SELECT calendar_id, tstzrange(starts_at, ends_at) AS period, occasion, place,
               CASE WHEN set_from < set_until THEN tstzrange(set_from, set_until) END AS performance
          FROM unnest(%(calendars)s::bigint[], %(starts)s::timestamptz[], %(ends)s::timestamptz[],
                      %(occasions)s::uuid[], %(sets_from)s::timestamptz[], %(sets_until)s::timestamptz[])
               WITH ORDINALITY AS given(calendar_id, starts_at, ends_at, occasion, set_from, set_until, place)
    ),
    teller AS (
        SELECT place, calendar_id AS teller_id, period, occasion, performance, NOT EXISTS (
                   SELECT FROM availability_calendarsource s
                    WHERE %(with_sources)s AND s.calendar_id = pair.calendar_id
                      AND tstzrange(s.since, s.until) && pair.period) AS speaks
          FROM pair
        UNION ALL
        SELECT place, s.draws_on_id, pair.period * tstzrange(s.since, s.until), occasion, performance, true
          FROM pair JOIN availability_calendarsource s
            ON %(with_sources)s AND s.calendar_id = pair.calendar_id
           AND tstzrange(s.since, s.until) && pair.period
    )
SELECT teller.place::int,
       bool_or(coalesce(told.is_busy, false)),
       bool_or(speaks AND NOT
           coalesce(told.said, '{}') + tstzmultirange(tstzrange(NULL, coalesce(known_until, '-infinity'))) @> period),
       bool_or(speaks AND coalesce(told.is_maybe, false))
  FROM teller JOIN availability_calendar calendar ON calendar.id = teller_id,
       LATERAL (
           SELECT bool_or(kind = 'busy' OR kind = 'claim' AND (
                      block.occasion IS DISTINCT FROM teller.occasion OR block.performance && teller.performance))
                      AS is_busy,
                  bool_or(kind = 'maybe') AS is_maybe,
                  range_agg(block.period) AS said
             FROM availability_timeblock block
            WHERE block.calendar_id = teller_id AND block.period && teller.period
              AND lower(block.period) >= lower(teller.period) - interval '7 days'
              AND lower(block.period) < upper(teller.period)
              AND (block.expires_at IS NULL OR block.expires_at > %(now)s::timestamptz)
       ) told
 GROUP BY teller.place
"""
# Prepared, each in its own words: to plan them took as long as to answer.
ALONE, COMBINED = (STATES.replace("%(with_sources)s", word) for word in ("false", "true"))


class Asked(NamedTuple):
    """A calendar by its id, a stretch of time, and the occasion whose own promises are not in its way, but for sets
    that overlap this `performance`."""

    calendar_id: int
    period: Period
    occasion: UUID | None = None
    performance: Period | None = None


def states(*, calendar_ids: Collection[int], period: Period) -> dict[int, MemberState]:
    """What each of these calendars by itself says of the whole period: its strongest word; one statement.

    Busy (or promised) in any part of it is `BUSY`, unknown in any part `UNKNOWN`, then `MAYBE`, then `FREE`.
    """
    told = states_many((calendar_id, period) for calendar_id in calendar_ids)
    return {calendar_id: state for (calendar_id, _period), state in told.items()}


def states_many(pairs: Iterable[tuple[int, Period]]) -> dict[tuple[int, Period], MemberState]:
    """`states` for any number of (calendar id, period), for lists; one statement."""
    return _without_occasion(pairs, with_sources=False)


def states_besides(asked: Iterable[Asked]) -> dict[Asked, MemberState]:
    """`states_many` leaving out what is promised for an occasion: whoever plays there anyway is not taken by it."""
    return _states(asked, with_sources=False)


def combined_states(pairs: Iterable[tuple[int, Period]]) -> dict[tuple[int, Period], MemberState]:
    """`states_many` for calendars that draw on others: the strongest word of all that count then; one statement.

    Of a band's own calendar only what is taken counts, its members say the rest; a calendar that draws on nobody
    speaks for itself. "Does this night fit?" is yes for `FREE` and `MAYBE`, unknown for `UNKNOWN`, no for `BUSY`.
    """
    return _without_occasion(pairs, with_sources=True)


def combined_states_besides(asked: Iterable[Asked]) -> dict[Asked, MemberState]:
    """`combined_states` leaving out what is promised for an occasion, as `states_besides` does."""
    return _states(asked, with_sources=True)


def _without_occasion(
    pairs: Iterable[tuple[int, Period]], *, with_sources: bool
) -> dict[tuple[int, Period], MemberState]:
    told = _states((Asked(calendar_id, period) for calendar_id, period in pairs), with_sources=with_sources)
    return {(each.calendar_id, each.period): state for each, state in told.items()}


def _states(asked: Iterable[Asked], *, with_sources: bool) -> dict[Asked, MemberState]:
    asked = list(dict.fromkeys(asked))
    if not asked:
        return {}
    values: dict[str, Any] = {
        "calendars": [each.calendar_id for each in asked],
        "starts": [each.period.starts_at for each in asked],
        "ends": [each.period.ends_at for each in asked],
        "occasions": [each.occasion for each in asked],
        "sets_from": [each.performance and each.performance.starts_at for each in asked],
        "sets_until": [each.performance and each.performance.ends_at for each in asked],
        "now": now(),
    }
    rows = run(COMBINED if with_sources else ALONE, values)
    return {asked[place - 1]: _strongest(*row) for place, *row in rows}


def _strongest(is_busy: bool, is_unknown: bool, is_maybe: bool) -> MemberState:
    if is_busy:
        return MemberState.BUSY
    if is_unknown:
        return MemberState.UNKNOWN
    return MemberState.MAYBE if is_maybe else MemberState.FREE
