"""Promises of time: the only place that writes or removes claims."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.timezone import now
from django.utils.translation import gettext as _

from availability.actions.locks import lock_calendars
from availability.actions.masks import raise_masks, refresh_masks
from availability.actions.versions import touch
from availability.errors import Conflict, Taken
from availability.models import TimeBlock
from availability.ranges import LONGEST_BLOCK, Period
from availability.states import BlockKind
from web.prepared import run


@dataclass(frozen=True)
class Wanted:
    """A promise to make: this calendar, from `starts_at` to before `ends_at`, for this occasion (a show's id).

    `performance` is the set to be played meanwhile: no other of the calendar may overlap it, of this occasion either.
    """

    calendar_id: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    occasion: UUID
    expires_at: dt.datetime | None = None
    performance: Period | None = None

    @property
    def period(self) -> Period:
        return Period(self.starts_at.astimezone(dt.UTC), self.ends_at.astimezone(dt.UTC))

    @property
    def key(self) -> tuple:
        """What tells this claim among those that the database returns. In UTC: Python never finds an instant of a
        doubled hour equal to the same instant in another zone (PEP 495)."""
        return self.calendar_id, self.period.starts_at, self.period.ends_at, self.occasion, self.expires_at

    @property
    def set_times(self) -> tuple[dt.datetime | None, dt.datetime | None]:
        """When the set starts and ends; neither where there is none."""
        return (self.performance.starts_at, self.performance.ends_at) if self.performance else (None, None)


# The ORM's `ignore_conflicts` can neither name the constraint nor say which rows it dropped.
INSERT = """
INSERT INTO availability_timeblock (calendar_id, period, kind, occasion, expires_at, performance)
SELECT calendar_id, tstzrange(starts_at, ends_at), 'claim', occasion, expires_at,
       CASE WHEN plays_at IS NOT NULL THEN tstzrange(plays_at, stops_at) END
  FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::uuid[], %s::timestamptz[], %s::timestamptz[],
              %s::timestamptz[])
       WITH ORDINALITY AS wanted(calendar_id, starts_at, ends_at, occasion, expires_at, plays_at, stops_at, place)
 WHERE plays_at IS NULL OR NOT EXISTS (
       SELECT 1 FROM availability_timeblock other
        WHERE other.calendar_id = wanted.calendar_id AND other.performance && tstzrange(plays_at, stops_at)
          AND other.occasion = wanted.occasion AND other.id <> ALL(%s::bigint[]))
 ORDER BY place
ON CONFLICT ON CONSTRAINT timeblock_claims_never_overlap DO NOTHING
RETURNING id, calendar_id, lower(period), upper(period), occasion, expires_at
"""
# Raw: what refers to a claim restricts it in the database, the ORM would ask each table first.
DELETE = """
DELETE FROM availability_timeblock WHERE id = ANY(%s::bigint[]) AND kind = 'claim'
RETURNING calendar_id, lower(period), upper(period)
"""
DELETE_EXPIRED = """
DELETE FROM availability_timeblock WHERE calendar_id = ANY(%s::bigint[]) AND kind = 'claim' AND expires_at <= %s
RETURNING calendar_id, lower(period), upper(period)
"""
CONFLICTS = """
SELECT DISTINCT b.id, b.calendar_id, lower(stood.period) AS starts_at, upper(stood.period) AS ends_at, coalesce((
       SELECT title FROM availability_calendarentry entry
        WHERE entry.calendar_id = b.calendar_id AND entry.occasion = b.occasion AND entry.period && b.period
          AND entry.status <> 'cancelled'
        LIMIT 1), '') AS title, b.occasion = wanted.occasion AS is_set
  FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::uuid[], %s::timestamptz[], %s::timestamptz[])
       AS wanted(calendar_id, starts_at, ends_at, occasion, plays_at, stops_at)
  JOIN availability_timeblock b ON b.calendar_id = wanted.calendar_id AND b.kind = 'claim'
       AND b.period && tstzrange(wanted.starts_at, wanted.ends_at)
       AND (b.occasion <> wanted.occasion
            OR plays_at IS NOT NULL AND b.performance && tstzrange(plays_at, stops_at) AND b.id <> ALL(%s::bigint[]))
 CROSS JOIN LATERAL (SELECT CASE WHEN b.occasion = wanted.occasion THEN b.performance ELSE b.period END) stood(period)
 WHERE b.expires_at IS NULL OR b.expires_at > %s
 ORDER BY starts_at, ends_at, b.calendar_id
"""

Stretch = tuple[int, Period]
"""Some time of a calendar, by its id."""


def claim(*, wanted: Sequence[Wanted], instead_of: Iterable[TimeBlock | None] = ()) -> list[TimeBlock]:
    """Promise all of this time, or nothing of it; returns the claims in the order asked for.

    Assumes `lock_calendars` for all the calendars. Claims that have expired give way; the sets of those that are about
    to be released (`instead_of`) do not count. Raises `Taken` with what is in the way, `ValidationError` for a period
    that is empty or longer than 7 days. Masks and versions follow.
    """
    if not wanted:
        return []
    for want in wanted:
        if not dt.timedelta() < want.ends_at - want.starts_at <= LONGEST_BLOCK:
            raise ValidationError({"ends_at": [_("The end must be after the start, and at most 7 days later.")]})
    if clashes := _clashing_sets(wanted):
        raise Taken(clashes)
    former = [block.pk for block in instead_of if block is not None]
    blocks = _insert(wanted, former)
    dropped: list[Stretch] = []
    if len(blocks) < len(wanted):
        _delete(blocks)
        dropped = delete_expired_claims(calendar_ids=[want.calendar_id for want in wanted])
        blocks = _insert(wanted, former) if dropped else []
    if len(blocks) < len(wanted):
        _delete(blocks)
        _follow(freed=dropped)
        raise Taken(conflicts_of(wanted, former) or [_whole(want) for want in wanted])
    _follow(freed=dropped, taken=[(block.calendar_id, Period.of(block.period)) for block in blocks])
    return blocks


def release_claims(*, blocks: Iterable[TimeBlock | None]) -> None:
    """Give promised time back. Assumes `lock_calendars`; what referred to the claims must have let go of them.

    Masks and versions follow. Blocks that are gone already are passed over, and None, which is no claim.
    """
    _follow(freed=_delete(blocks))


def confirm_claims(*, occasion: UUID) -> int:
    """Let the claims of an occasion that still stand, stand without an end; how many they are. Assumes `lock_calendars`
    for their calendars. What is taken stays taken: masks and versions need not follow."""
    return TimeBlock.objects.claims().standing().filter(occasion=occasion).update(expires_at=None)


@transaction.atomic
def release_expired_claims(*, calendar_id: int) -> None:
    """Give back the claims on a calendar whose time to be paid has passed; locks it, masks and versions follow."""
    lock_calendars([calendar_id])
    _follow(freed=delete_expired_claims(calendar_ids=[calendar_id]))


def delete_expired_claims(*, calendar_ids: Iterable[int]) -> list[Stretch]:
    """Delete the claims whose time to be paid has passed; returns where they stood, whose masks are not right yet."""
    return _stretches(run(DELETE_EXPIRED, [list(set(calendar_ids)), now()]))


def _delete(blocks: Iterable[TimeBlock | None]) -> list[Stretch]:
    pks = [block.pk for block in blocks if block is not None]
    return _stretches(run(DELETE, [pks])) if pks else []


def _stretches(rows: Iterable[tuple]) -> list[Stretch]:
    return [(calendar_id, Period(starts_at, ends_at)) for calendar_id, starts_at, ends_at in rows]


def _follow(*, freed: Sequence[Stretch], taken: Sequence[Stretch] = ()) -> None:
    """Bring masks and versions after claims went or came.

    Another band of the same drummer looks different to everybody only where it is taken otherwise than before: else
    the moment itself would tell of a promise that is none of its business.
    """
    masked = refresh_masks(freed) | raise_masks(taken)
    touch({calendar_id for calendar_id, _period in [*freed, *taken]} | masked, public=True, alone=True)


def _insert(wanted: Sequence[Wanted], former: list[int]) -> list[TimeBlock]:
    columns = zip(*((*want.key, *want.set_times) for want in wanted), strict=True)
    pks = defaultdict(list)
    for pk, *key in run(INSERT, [*(list(column) for column in columns), former]):
        pks[tuple(key)].append(pk)
    return [_block(pks[want.key].pop(0), want) for want in wanted if pks[want.key]]


def _block(pk: int, want: Wanted) -> TimeBlock:
    block = TimeBlock(
        pk=pk,
        calendar_id=want.calendar_id,
        period=DateTimeTZRange(want.period.starts_at, want.period.ends_at),
        kind=BlockKind.CLAIM,
        occasion=want.occasion,
        expires_at=want.expires_at,
        performance=want.performance and DateTimeTZRange(want.performance.starts_at, want.performance.ends_at),
    )
    block._state.adding = False
    return block


def conflicts_of(wanted: Sequence[Wanted], former: Sequence[int] = ()) -> list[Conflict]:
    """What stands where this is wanted, with the title its entry gives it: promises of other occasions, and sets of the
    same one. `former`: ids of claims whose sets do not count."""
    columns = zip(*((*want.key[:4], *want.set_times) for want in wanted), strict=True)
    found = run(CONFLICTS, [*(list(column) for column in columns), list(former), now()])
    clashes = _clashing_sets(wanted)
    return [*(Conflict(*told) for _pk, *told in found), *clashes]


def _clashing_sets(wanted: Sequence[Wanted]) -> list[Conflict]:
    """Sets of one calendar, wanted at once, that overlap each other: by start, the next one begins too early."""
    sets = sorted((want.calendar_id, want.performance) for want in wanted if want.performance)
    return [
        Conflict(calendar_id, later.starts_at, later.ends_at, is_set=True)
        for (other_id, earlier), (calendar_id, later) in pairwise(sets)
        if other_id == calendar_id and earlier.overlaps(later)
    ]


def _whole(want: Wanted) -> Conflict:
    return Conflict(want.calendar_id, want.starts_at, want.ends_at)
