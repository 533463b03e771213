"""The one way by which blocks other than claims are written: the difference to what stands, in one statement."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from availability.actions.locks import lock_calendars
from availability.actions.masks import refresh_masks
from availability.actions.versions import raise_versions
from availability.models import AvailabilityRule, Calendar
from availability.ranges import Period
from availability.states import BlockKind

DIFFERENCE = """
WITH wanted AS (
        SELECT rule_id, kind, tstzrange(starts_at, ends_at) AS period
          FROM unnest(%(owners)s::uuid[], %(kinds)s::text[], %(starts)s::timestamptz[], %(ends)s::timestamptz[])
               AS given(rule_id, kind, starts_at, ends_at)
    ),
    standing AS (
        SELECT id, rule_id, kind, period FROM availability_timeblock
         WHERE calendar_id = %(calendar)s AND rule_id = ANY(%(rules)s::uuid[])
    ),
    gone AS (
        DELETE FROM availability_timeblock block USING standing
         WHERE block.id = standing.id AND NOT EXISTS (
               SELECT FROM wanted
                WHERE (wanted.rule_id, wanted.kind, wanted.period) = (standing.rule_id, standing.kind, standing.period))
        RETURNING block.period, block.kind
    ),
    fresh AS (
        INSERT INTO availability_timeblock (calendar_id, rule_id, kind, period)
        SELECT %(calendar)s, rule_id, kind, period FROM wanted WHERE NOT EXISTS (
               SELECT FROM standing
                WHERE (wanted.rule_id, wanted.kind, wanted.period) = (standing.rule_id, standing.kind, standing.period))
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
    until: dt.datetime | None = None,
) -> None:
    """Store these rules with exactly these blocks, and drop the unsaid ones (by id) with all of theirs.

    `said` holds rules with their projection, worked out before this locks the calendar and those that draw on it;
    `until` is how far recurring ones were projected. Writes the difference, then masks and versions: the public
    version of a calendar rises only where it is taken or known otherwise than before.
    """
    said, unsaid = said or {}, list(unsaid)
    locked = lock_calendars([calendar.pk])
    _store_rules(said, until)
    changed = _write_difference(calendar, said, unsaid)
    AvailabilityRule.objects.filter(calendar=calendar, pk__in=unsaid)._raw_delete(using="default")
    if not changed:
        return
    masked = refresh_masks((calendar.pk, period) for period, kind in changed if kind == BlockKind.BUSY)
    known_until = locked[calendar.pk].known_until
    # After `known_until` any word makes time known that was not, or takes that back.
    is_known_anew = any(known_until is None or period.ends_at > known_until for period, _kind in changed)
    raise_versions(seen=[calendar.pk], public=masked, all_public=is_known_anew)


def _store_rules(said: Mapping[AvailabilityRule, list[Period]], until: dt.datetime | None) -> None:
    for rule in said:
        rule.projected_until = until if rule.rrule else None
    AvailabilityRule.objects.bulk_create(
        said,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["starts_at", "ends_at", "exdates", "projected_until"],
    )


def _write_difference(calendar: Calendar, said, unsaid: list[UUID]) -> list[tuple[Period, str]]:
    """Bring the blocks of these rules to what is wanted; returns the ones that came or went."""
    rows = [
        (rule.pk, str(rule.kind), period.starts_at, period.ends_at)
        for rule, periods in said.items()
        for period in periods
    ]
    owners, kinds, starts, ends = (list(column) for column in zip(*rows, strict=True)) if rows else ([], [], [], [])
    values: dict[str, Any] = {
        "calendar": calendar.pk,
        "rules": [*(rule.pk for rule in said), *unsaid],
        "owners": owners,
        "kinds": kinds,
        "starts": starts,
        "ends": ends,
    }
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENCE, values)
        return [(Period(starts_at, ends_at), kind) for starts_at, ends_at, kind in cursor.fetchall()]
