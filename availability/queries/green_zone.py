"""When everybody can: the stretches, and the nights with who is missing. One SQL statement each."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.utils.timezone import now

from availability.nights.evenings import ALL_ARE_NEEDED, Terms, Told, best_stretch, judge
from availability.ranges import DAY, Period, evening
from availability.states import MemberState, NightState
from web.prepared import run

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
 WHERE (SELECT count(*) FROM member) = %(count)s AND upper(span) - lower(span) >= %(minimum)s
 ORDER BY 1
"""


def green_ranges(
    *,
    calendar_ids: Collection[int],
    period: Period,
    extra_calendar_ids: Collection[int] = (),
    minimum: dt.timedelta | None = None,
) -> list[Period]:
    """The stretches within `period` at which all these calendars are known to be free, in order; one statement.

    `maybe`, `busy` and claims are not free, whatever else was said there. Of the extra calendars (a band's own) only
    what is taken counts. Stretches shorter than `minimum` are left out. Nobody asked (or a calendar that does not
    exist): nothing is green.
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
        "minimum": minimum or dt.timedelta(),
        "now": now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(GREEN, values)
        return [Period(*row) for row in cursor.fetchall()]


class Night(NamedTuple):
    """A band's evening: its state, and what each member's calendar and each dep's says of it.

    They are judged at `window`, the best stretch of the evening that is as long as the band needs. `is_claimed`: the
    band is promised.
    """

    night: dt.date
    state: NightState
    period: Period
    window: Period
    members: dict[int, MemberState]
    deps: dict[int, MemberState]
    is_claimed: bool = False


# Nights are in order and never overlap, so `width_bucket` finds by bisection the first night that a block's start does
# not come too late for; most of a year's blocks are over before that night begins, and fall out here. Few reach into a
# second one. A block of a week touches nine nights at most: the LIMIT tells the planner, which would else expect a
# thousand. Whoever's `known_until` lies before the last night is `late`: silent where none of their blocks is.
NIGHTS = """
WITH given AS MATERIALIZED (
        SELECT array_agg(to_timestamp(since) ORDER BY since) AS starts,
               array_agg(to_timestamp(until) ORDER BY until) AS ends
          FROM unnest(%(starts)s::float8[], %(ends)s::float8[]) AS night(since, until)
    ),
    near AS MATERIALIZED (
        SELECT * FROM (
            SELECT calendar_id, kind, period, CASE kind WHEN 'free' THEN 0 WHEN 'maybe' THEN 1 ELSE 3 END AS code,
                   width_bucket(lower(period), (SELECT ends FROM given)) + 1 AS first
              FROM availability_timeblock
             WHERE calendar_id = ANY(%(all)s::bigint[])
               AND lower(period) >= %(first)s::timestamptz - interval '7 days' AND lower(period) < %(last)s
               AND (expires_at IS NULL OR expires_at > %(now)s)
            OFFSET 0) AS found
         WHERE (SELECT starts FROM given)[first] < upper(period)
    ),
    touching AS NOT MATERIALIZED (
        SELECT calendar_id, kind, code, period, first AS place FROM near
        UNION ALL
        SELECT calendar_id, kind, code, period, place
          FROM near, LATERAL (
              SELECT place FROM generate_series(
                  first + 1, width_bucket(upper(period) - interval '1 microsecond', (SELECT starts FROM given))
              ) AS place LIMIT 9) AS later
         WHERE (SELECT starts FROM given)[first + 1] < upper(period)
    ),
    late AS MATERIALIZED (
        SELECT id AS calendar_id, coalesce(known_until, '-infinity') AS known_until FROM availability_calendar
         WHERE id = ANY(%(people)s::bigint[]) AND (known_until IS NULL OR known_until < %(last)s)
    ),
    said AS (
        SELECT place, calendar_id, range_agg(period) AS spans
          FROM touching JOIN late USING (calendar_id) GROUP BY place, calendar_id
    ),
    silent AS (
        SELECT night.place::int, late.calendar_id, span
          FROM given CROSS JOIN unnest(starts, ends) WITH ORDINALITY AS night(starts_at, ends_at, place)
          JOIN late ON late.known_until < night.ends_at
          LEFT JOIN said ON said.place = night.place AND said.calendar_id = late.calendar_id,
               unnest(tstzmultirange(tstzrange(greatest(night.starts_at, late.known_until), night.ends_at))
                      - coalesce(said.spans, '{}')) AS span
    )
SELECT place,
       array_agg(calendar_id * 4 + code) FILTER (WHERE calendar_id <> %(own)s),
       array_agg(date_part('epoch', lower(period))) FILTER (WHERE %(with_times)s AND calendar_id <> %(own)s),
       array_agg(date_part('epoch', upper(period))) FILTER (WHERE %(with_times)s AND calendar_id <> %(own)s),
       bool_or(calendar_id = %(own)s AND code = 3),
       bool_or(calendar_id = %(own)s AND kind = 'claim')
  FROM (SELECT place, calendar_id, code, kind, period FROM touching WHERE code > 0
        UNION ALL
        SELECT place, calendar_id, 2, 'unknown', span FROM silent) AS told
 GROUP BY place
"""
STATES = (MemberState.FREE, MemberState.MAYBE, MemberState.UNKNOWN, MemberState.BUSY)
"""By the codes of the statement; a stronger one overrides."""


def nights(
    *,
    members: Sequence[int],
    own_calendar_id: int,
    first: dt.date,
    last: dt.date,
    timezone: str,
    evening_from: dt.time,
    evening_to: dt.time,
    terms: Terms = ALL_ARE_NEEDED,
) -> list[Night]:
    """`chosen_nights` for every night from `first` to `last`, both included."""
    days = [first + DAY * count for count in range((last - first).days + 1)]
    return chosen_nights(
        days=days,
        members=members,
        own_calendar_id=own_calendar_id,
        timezone=timezone,
        evening_from=evening_from,
        evening_to=evening_to,
        terms=terms,
    )


def chosen_nights(
    *,
    days: Collection[dt.date],
    members: Sequence[int],
    own_calendar_id: int,
    timezone: str,
    evening_from: dt.time,
    evening_to: dt.time,
    terms: Terms = ALL_ARE_NEEDED,
) -> list[Night]:
    """These nights, in order, as the calendars of members and deps have them; one statement.

    A night is the band's evening on the wall clock of its zone (see `availability.ranges.evening`); what the members'
    states make of it says `availability.nights.evenings.judge`, but that a band which is promised or busy itself
    makes it `red`. `members` are calendar ids; of the band's own calendar what is taken counts.
    """
    if not days:
        return []
    days = sorted(set(days))
    periods = [evening(day, evening_from, evening_to, timezone) for day in days]
    told = _told(periods, members, own_calendar_id, terms)
    free = _night(days[0], periods[0], NOTHING_TOLD, members, terms)

    def judged(place: int, day: dt.date, period: Period) -> Night:
        if place in told or terms.minimum:
            return _night(day, period, told.get(place, NOTHING_TOLD), members, terms)
        return free._replace(night=day, period=period, window=period)  # of most nights nothing is told

    return [judged(place, *night) for place, night in enumerate(zip(days, periods, strict=True), start=1)]


class ToldOfNight(NamedTuple):
    """What is known of a night beyond "free": whose calendar says what (`calendar id * 4 + code`), from when, until
    when (in seconds of Unix time; None where it does not matter), and what stands on the band's own."""

    codes: Sequence[int] | None = None
    since: Sequence[float] | None = None
    until: Sequence[float] | None = None
    is_taken: bool = False
    is_claimed: bool = False

    def states(self, everybody: Sequence[int]) -> dict[int, MemberState]:
        """Each one's strongest word of the whole evening."""
        states = dict.fromkeys(everybody, 0)
        for told in self.codes or ():
            calendar_id, code = told >> 2, told & 3
            if code > states[calendar_id]:
                states[calendar_id] = code
        return {calendar_id: STATES[code] for calendar_id, code in states.items()}

    def stretches(self) -> Iterator[Told]:
        for told, since, until in zip(self.codes or (), self.since or (), self.until or (), strict=True):
            yield Told(told >> 2, STATES[told & 3], since, until)


NOTHING_TOLD = ToldOfNight()


def _night(day: dt.date, period: Period, told: ToldOfNight, members: Sequence[int], terms: Terms) -> Night:
    if terms.minimum is None:
        states, window = told.states((*members, *terms.deps)), period
        state = judge(states, members, terms).state
    else:
        state, window, states = best_stretch(period, list(told.stretches()), members, terms)
    return Night(
        night=day,
        state=NightState.RED if told.is_taken else state,
        period=period,
        window=window,
        members={member: states[member] for member in members},
        deps={dep: states[dep] for dep in terms.deps},
        is_claimed=told.is_claimed,
    )


def night_state(states: Collection[MemberState], quorum: int | None = None) -> NightState:
    """What all members' states together make of a night; see `availability.nights.evenings.judge`."""
    told = dict(enumerate(states))
    return judge(told, told, Terms(quorum)).state


def _told(
    periods: list[Period], members: Collection[int], own_calendar_id: int, terms: Terms
) -> dict[int, ToldOfNight]:
    """What there is to tell, by the place of the night (from 1); nights on which all are free are left out."""
    people = [*members, *terms.deps]
    values: dict[str, Any] = {
        # A year of numbers is sent in a third of the time that a year of dates takes.
        "starts": [period.starts_at.timestamp() for period in periods],
        "ends": [period.ends_at.timestamp() for period in periods],
        "first": periods[0].starts_at,
        "last": periods[-1].ends_at,
        "people": people,
        "own": own_calendar_id,
        "all": [*people, own_calendar_id],
        "with_times": terms.minimum is not None,
        "now": now(),
    }
    return {place: ToldOfNight(*told) for place, *told in run(NIGHTS, values)}
