"""The one way by which blocks other than claims are written: the difference to what stands, in one statement."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from availability.actions.locks import lock_calendars
from availability.actions.masks import refresh_masks
from availability.actions.versions import raise_versions
from availability.models import AvailabilityRule, Calendar, ImportedCalendar
from availability.ranges import Period
from availability.states import BlockKind

CHANGEABLE = ["kind", "starts_at", "ends_at", "timezone", "rrule", "exdates", "note", "projected_until"]
Meant = tuple[BlockKind | str, Period]

# A full join is hashed or merged, never nested: five thousand events beside five thousand are a matter of milliseconds
# though the planner knows nothing of them.
DIFFERENCE = """
WITH wanted AS (
        SELECT DISTINCT owner, is_imported, kind, tstzrange(starts_at, ends_at) AS period
          FROM unnest(%(owners)s::uuid[], %(are_imported)s::bool[], %(kinds)s::text[], %(starts)s::timestamptz[],
                      %(ends)s::timestamptz[]) AS given(owner, is_imported, kind, starts_at, ends_at)
    ),
    standing AS (
        SELECT id, rule_id AS owner, kind::text, period FROM availability_timeblock
         WHERE calendar_id = %(calendar)s AND rule_id = ANY(%(rules)s::uuid[])
        UNION ALL
        SELECT id, imported_id, kind::text, period FROM availability_timeblock
         WHERE calendar_id = %(calendar)s AND imported_id = ANY(%(imports)s::uuid[])
    ),
    difference AS MATERIALIZED (
        SELECT standing.id, owner, is_imported, kind, period
          FROM wanted FULL JOIN standing USING (owner, kind, period)
         WHERE wanted.is_imported IS NULL OR standing.id IS NULL
    ),
    gone AS (
        DELETE FROM availability_timeblock
         WHERE id = ANY(ARRAY(SELECT id FROM difference WHERE id IS NOT NULL))
        RETURNING period, kind
    ),
    fresh AS (
        INSERT INTO availability_timeblock (calendar_id, rule_id, imported_id, kind, period)
        SELECT %(calendar)s, CASE WHEN NOT is_imported THEN owner END, CASE WHEN is_imported THEN owner END,
               kind, period
          FROM difference WHERE id IS NULL
        RETURNING period, kind
    )
SELECT lower(period), upper(period), kind FROM gone
UNION ALL
SELECT lower(period), upper(period), kind FROM fresh
"""


@transaction.atomic
def change_blocks(
    *,
    calendar: Calendar,
    said: Mapping[AvailabilityRule, list[Period]] | None = None,
    unsaid: Iterable[UUID] = (),
    imported: Mapping[ImportedCalendar, Iterable[Meant]] | None = None,
    until: dt.datetime | None = None,
    locked: Mapping[int, Calendar] | None = None,
) -> int:
    """Store these rules with exactly these blocks, drop the unsaid ones (by id) with all of theirs, and give these
    imported calendars exactly these blocks; returns how many blocks came or went.

    `said` and `imported` hold what was worked out before this locks the calendar and those that draw on it; `until`
    is how far recurring rules were projected. Periods are at most a week long (`Period.pieces`). An imported calendar
    itself is saved by its own actions, before. `locked` is what `lock_calendars` returned, where the caller needed the
    locks earlier. Writes the difference, then masks and versions: the public version of a calendar rises only where it
    is taken or known otherwise than before.
    """
    said, unsaid, imported = said or {}, list(unsaid), imported or {}
    locked = locked or lock_calendars([calendar.pk])
    _store_rules(said, until)
    changed = _write_difference(calendar, said, unsaid, imported)
    if unsaid:
        AvailabilityRule.objects.filter(calendar=calendar, pk__in=unsaid)._raw_delete(using="default")
    if changed:
        _follow(calendar, changed, locked[calendar.pk].known_until)
    return len(changed)


def _follow(calendar: Calendar, changed: list[tuple[Period, str]], known_until: dt.datetime | None) -> None:
    """Bring masks and versions after blocks that came or went."""
    masked = refresh_masks((calendar.pk, period) for period, kind in changed if kind == BlockKind.BUSY)
    # After `known_until` any word makes time known that was not, or takes that back.
    is_known_anew = any(known_until is None or period.ends_at > known_until for period, _kind in changed)
    raise_versions(seen=[calendar.pk], public=masked, all_public=is_known_anew, said=[calendar.pk])


def _store_rules(said: Mapping[AvailabilityRule, list[Period]], until: dt.datetime | None) -> None:
    for rule in said:
        rule.projected_until = until if rule.rrule else None
    AvailabilityRule.objects.bulk_create(said, update_conflicts=True, unique_fields=["id"], update_fields=CHANGEABLE)


def _write_difference(calendar: Calendar, said, unsaid: list[UUID], imported) -> list[tuple[Period, str]]:
    """Bring the blocks of these rules and imports to what is wanted; returns the ones that came or went."""
    rows = [(rule.pk, False, str(rule.kind), period) for rule, periods in said.items() for period in periods]
    rows += [(source.pk, True, str(kind), period) for source, meant in imported.items() for kind, period in meant]
    values: dict[str, Any] = {
        "calendar": calendar.pk,
        "rules": [*(rule.pk for rule in said), *unsaid],
        "imports": [source.pk for source in imported],
        "owners": [owner for owner, *_rest in rows],
        "are_imported": [is_imported for _owner, is_imported, *_rest in rows],
        "kinds": [kind for *_rest, kind, _period in rows],
        "starts": [period.starts_at for *_rest, period in rows],
        "ends": [period.ends_at for *_rest, period in rows],
    }
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENCE, values)
        return [(Period(starts_at, ends_at), kind) for starts_at, ends_at, kind in cursor.fetchall()]
