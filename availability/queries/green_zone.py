"""When everybody can: the stretches, and the nights with who is missing. One SQL statement each."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection
from django.utils.timezone import now

from availability.ranges import DAY, Period, evening
from availability.states import MemberState, NightState

# All members' blocks in one union, taken away once: per member and then intersected costs twice as much.
# Time after `known_until` is unknown, but for what its owner said is free; it is only worked out where somebody's
# `known_until` lies before the end.
GREEN = """
WITH asked AS (SELECT tstzrange(%(starts_at)s, %(ends_at)s) AS period),
    member AS (
        SELECT id, known_until FROM availability_calendar WHERE id = ANY(%(members)s::bigint[])
    ),
    blocked AS (
        SELECT range_agg(period) AS spans FROM (
            SELECT period FROM availability_timeblock
             WHERE calendar_id = ANY(%(members)s::bigint[]) AND kind <> 'free'
               AND lower(period) >= %(starts_at)s - interval '7 days' AND lower(period) < %(ends_at)s
               AND (expires_at IS NULL OR expires_at > %(now)s)
            UNION ALL
            SELECT period FROM availability_timeblock
             WHERE calendar_id = ANY(%(extra)s::bigint[]) AND kind IN ('busy', 'claim')
               AND lower(period) >= %(starts_at)s - interval '7 days' AND lower(period) < %(ends_at)s
               AND (expires_at IS NULL OR expires_at > %(now)s)
        ) taken
    ),
    unknown AS (
        SELECT range_agg(span) AS spans
          FROM (SELECT id, tstzrange(greatest(known_until, %(starts_at)s), %(ends_at)s) AS silent FROM member
                 WHERE known_until IS NULL OR known_until < %(ends_at)s) late,
               LATERAL (SELECT range_agg(period) AS free FROM availability_timeblock
                         WHERE calendar_id = late.id AND kind = 'free'
                           AND lower(period) >= %(starts_at)s - interval '7 days' AND lower(period) < %(ends_at)s) said,
               unnest(tstzmultirange(silent) - coalesce(free, '{}')) AS span
    )
SELECT lower(span), upper(span)
  FROM asked, blocked, unknown,
       unnest(tstzmultirange(asked.period) - (coalesce(blocked.spans, '{}') + coalesce(unknown.spans, '{}'))) AS span
 WHERE (SELECT count(*) FROM member) = %(count)s
 ORDER BY 1
"""


def green_ranges(
    *, calendar_ids: Collection[int], period: Period, extra_calendar_ids: Collection[int] = ()
) -> list[Period]:
    """The stretches within `period` at which all these calendars are known to be free, in order; one statement.

    `maybe`, `busy` and claims are not free, whatever else was said there. Of the extra calendars (a band's own) only
    what is taken counts. Nobody asked (or a calendar that does not exist): nothing is green.
    """
    members = sorted(set(calendar_ids))
    if not members:
        return []
    values: dict[str, Any] = {
        "members": members,
        "extra": list(extra_calendar_ids),
        "count": len(members),
        "starts_at": period.starts_at,
        "ends_at": period.ends_at,
        "now": now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(GREEN, values)
        return [Period(*row) for row in cursor.fetchall()]


@dataclass(frozen=True)
class Night:
    """A band's evening: its state, and what each member's calendar says of it. `is_claimed`: the band is promised."""

    night: dt.date
    state: NightState
    period: Period
    members: dict[int, MemberState]
    is_claimed: bool = False


# Nights are in order and never overlap, so `width_bucket` finds a block's first and last by bisection, and most of a
# year's blocks fall out before anything is joined. A block of a week touches nine nights at most: the LIMIT tells the
# planner, which would else expect a thousand and choose accordingly. Whoever's `known_until` lies before the last night
# is `late`: silent on a night of which some part after it is in none of their blocks.
NIGHTS = """
WITH given AS MATERIALIZED (
        SELECT %(starts)s::timestamptz[] AS starts, %(ends)s::timestamptz[] AS ends
    ),
    near AS MATERIALIZED (
        SELECT calendar_id, kind, period,
               width_bucket(lower(period), (SELECT starts FROM given)) AS first,
               width_bucket(upper(period), (SELECT starts FROM given)) AS last
          FROM availability_timeblock
         WHERE calendar_id = ANY(%(all)s::bigint[])
           AND lower(period) >= %(first)s - interval '7 days' AND lower(period) < %(last)s
           AND (expires_at IS NULL OR expires_at > %(now)s)
    ),
    touching AS MATERIALIZED (
        SELECT calendar_id, kind, period, place
          FROM near, LATERAL (SELECT place FROM generate_series(greatest(first, 1), last) AS place LIMIT 9) AS night
         WHERE (first < last OR (SELECT ends FROM given)[last] > lower(period))
           AND (SELECT ends FROM given)[place] > lower(period)
           AND (SELECT starts FROM given)[place] < upper(period)
    ),
    late AS (
        SELECT id AS calendar_id, coalesce(known_until, '-infinity') AS known_until FROM availability_calendar
         WHERE id = ANY(%(members)s::bigint[]) AND (known_until IS NULL OR known_until < %(last)s)
    ),
    said AS (
        SELECT place, calendar_id, range_agg(period) AS spans
          FROM touching JOIN late USING (calendar_id) GROUP BY place, calendar_id
    ),
    silent AS (
        SELECT night.place, late.calendar_id
          FROM given CROSS JOIN unnest(starts, ends) WITH ORDINALITY AS night(starts_at, ends_at, place)
          JOIN late ON late.known_until < night.ends_at
          LEFT JOIN said ON said.place = night.place AND said.calendar_id = late.calendar_id
         WHERE NOT coalesce(said.spans, '{}') @> tstzrange(greatest(night.starts_at, late.known_until), night.ends_at)
    )
SELECT place::int,
       coalesce(array_agg(calendar_id) FILTER (WHERE is_taken AND NOT is_own), '{}') AS busy,
       coalesce(array_agg(calendar_id) FILTER (WHERE kind = 'unknown'), '{}') AS unknown,
       coalesce(array_agg(calendar_id) FILTER (WHERE kind = 'maybe' AND NOT is_own), '{}') AS maybe,
       bool_or(is_own AND is_taken) AS is_taken,
       bool_or(is_own AND kind = 'claim') AS is_claimed
  FROM (SELECT place, calendar_id, kind, kind IN ('busy', 'claim') AS is_taken, calendar_id = %(own)s AS is_own
          FROM touching WHERE kind <> 'free'
        UNION ALL
        SELECT place, calendar_id, 'unknown', false, false FROM silent) AS told
 GROUP BY place
"""


def nights(
    *,
    members: Sequence[int],
    own_calendar_id: int,
    first: dt.date,
    last: dt.date,
    timezone: str,
    evening_from: dt.time,
    evening_to: dt.time,
    quorum: int | None = None,
) -> list[Night]:
    """Every night from `first` to `last` (both included) as the members' calendars have it; one statement.

    A night is the band's evening on the wall clock of its zone (see `availability.ranges.evening`); `night_state`
    says how the members' states make its own. `members` are calendar ids; of the band's own calendar what is taken
    counts.
    """
    days = [first + DAY * count for count in range((last - first).days + 1)]
    if not days:
        return []
    periods = [evening(day, evening_from, evening_to, timezone) for day in days]
    told = _told(periods, list(members), own_calendar_id)
    found = []
    for place, (day, period) in enumerate(zip(days, periods, strict=True), start=1):
        night = told.get(place, NOTHING_TOLD)
        states = night.states(members)
        state = NightState.RED if night.is_taken else night_state(states.values(), quorum)
        found.append(Night(day, state, period, states, night.is_claimed))
    return found


class Told(NamedTuple):
    """What is known of a night beyond "free": members' calendars by what they say, and what stands on the band's."""

    busy: Sequence[int] = ()
    unknown: Sequence[int] = ()
    maybe: Sequence[int] = ()
    is_taken: bool = False
    is_claimed: bool = False

    def states(self, members: Sequence[int]) -> dict[int, MemberState]:
        states = dict.fromkeys(members, MemberState.FREE)
        # The strongest last: it overrides.
        by_strength = (
            (MemberState.MAYBE, self.maybe),
            (MemberState.UNKNOWN, self.unknown),
            (MemberState.BUSY, self.busy),
        )
        for state, calendar_ids in by_strength:
            states |= dict.fromkeys(calendar_ids, state)
        return states


NOTHING_TOLD = Told()


def night_state(states: Collection[MemberState], quorum: int | None) -> NightState:
    """What all members' states together make of a night. The first that fits:

    - without members: `unknown`;
    - nobody busy, but somebody unknown: `unknown`; nobody unknown either: `green`, or `amber` with a maybe;
    - somebody busy: `red` without a quorum (all are needed); `short` when those who can, if need be, are enough;
      `unknown` when those who have not said could still make it enough; else `red`.

    That the band itself is promised makes a night `red` before any of this.
    """
    counts = Counter(states)
    can = counts[MemberState.FREE] + counts[MemberState.MAYBE]
    unknown = counts[MemberState.UNKNOWN]
    if not counts[MemberState.BUSY]:
        if unknown or not can:
            return NightState.UNKNOWN
        return NightState.AMBER if counts[MemberState.MAYBE] else NightState.GREEN
    if quorum is None:
        return NightState.RED
    if can >= quorum:
        return NightState.SHORT
    return NightState.UNKNOWN if can + unknown >= quorum else NightState.RED


def _told(periods: list[Period], members: list[int], own_calendar_id: int) -> dict[int, Told]:
    """What there is to tell, by the place of the night (from 1); nights on which all are free are left out."""
    values: dict[str, Any] = {
        "starts": [period.starts_at for period in periods],
        "ends": [period.ends_at for period in periods],
        "first": periods[0].starts_at,
        "last": periods[-1].ends_at,
        "members": members,
        "own": own_calendar_id,
        "all": [*members, own_calendar_id],
        "now": now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(NIGHTS, values)
        return {place: Told(*told) for place, *told in cursor.fetchall()}
