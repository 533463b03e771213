"""From the source of an imported calendar to its blocks: fetched, read in a child process, and stored in one go.

Nothing is locked while others are waited for. What was read is stored only if the imported calendar is still the one
that was read: whoever changed it meanwhile reads it anew. A failure keeps the last good copy and all its blocks.
"""

import datetime as dt
import hashlib
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import unquote
from uuid import UUID

from celery import current_app
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now

from availability.actions.blocks import change_blocks
from availability.actions.locks import lock_calendars, retry_serialization
from availability.actions.upkeep import KEPT, WORTH_EXTENDING
from availability.errors import Busy
from availability.models import READING_LEASE, Calendar, ImportedCalendar
from availability.ranges import DAY, Period
from availability.rules.projection import HORIZON
from availability.states import BlockKind, ImportKind, ImportState
from calendar_imports.errors import Problem
from calendar_imports.fetching.sources import Fetched, fetch
from calendar_imports.fetching.uploads import drop_upload
from calendar_imports.reading.calendars import Reading, read
from web.sandbox.turns import FETCHING, NoTurn, turn

TASK = "calendar_imports.tasks.refresh_import"
REREAD_TASK = "calendar_imports.tasks.reread_import"
EVERY = dt.timedelta(hours=1)
LONGEST_PAUSE = dt.timedelta(hours=24)
JITTER = 0.1
"""A share of each pause, up or down, so that what failed together is not tried again together."""
LOST_AFTER = dt.timedelta(minutes=15)
"""When a task that was queued is given up for lost, and queued again."""
DUE_AT_ONCE = 500
ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+")
"""Some addresses of calendars name whose they are: .../ical/somebody@example.org/basic.ics."""
PATIENCE_SECONDS = 5
FETCHED_PERCENT, READ_PERCENT = 20, 80


@dataclass(frozen=True)
class Result:
    """What came of a reading, not stored yet: the reading, or the problem."""

    stamp: str
    reading: Reading | None
    problem: Problem | None
    period: Period
    fetched: Fetched
    is_fresh: bool = True
    """Whether this is what the source has now, and not the stored copy read again."""

    def store(self, imported: ImportedCalendar, locked: Mapping[int, Calendar]) -> None:
        """Save the imported calendar and its blocks. Assumes that its calendar is locked and its row held."""
        if self.reading is None or self.problem:
            _store_failure(imported, self.problem, self.reading, self.fetched)
            return
        if self.fetched.content != bytes(imported.content):  # the stored copy has no line that cannot be read
            imported.notes = self.reading.notes
        imported.content = self.reading.reduced
        imported.etag, imported.last_modified = self.fetched.etag, self.fetched.last_modified
        imported.events_count = self.reading.events
        imported.projected_until = self.period.ends_at
        _settle(imported, is_fresh=self.is_fresh)
        imported.save()
        meant = [(BlockKind.BUSY, period) for period in self.reading.busy]
        meant += [(BlockKind.MAYBE, period) for period in self.reading.maybe]
        change_blocks(calendar=imported.calendar, imported={imported: meant}, locked=locked)


def read_stored(imported: ImportedCalendar) -> Result:
    """Read the stored copy again, by another policy or up to a later horizon."""
    return replace(_read(imported, _stored_copy(imported)), is_fresh=False)


def refresh_import(import_id: UUID | str) -> ImportedCalendar | None:
    """Fetch an imported calendar, read it and bring its blocks to what it says; run by the worker.

    Returns it as it is then: `good`, or `failed` with a `problem` and its next try set. None where it is gone, or
    being read by somebody else at this moment. Raises `NoTurn` while too many others are being fetched or read: it is
    queued again by the caller. What nobody foresaw is raised, but its owner is told, and it waits for its time like any
    failure.
    """
    imported = _take(import_id)
    if imported is None:
        return None
    try:
        stored = _refresh(imported)
    except NoTurn:
        _put_back(imported)
        raise
    except Exception as error:
        _store(imported, _failed(imported, Problem("unreadable", detail=type(error).__name__)))
        raise
    return stored


def _put_back(imported: ImportedCalendar) -> None:
    mine = ImportedCalendar.objects.filter(pk=imported.pk, tried_at=imported.tried_at)
    mine.update(state=ImportState.QUEUED, next_try_at=now() + LOST_AFTER)


def _refresh(imported: ImportedCalendar) -> ImportedCalendar | None:
    try:
        fetched = _fetch(imported)
        _progress(imported, FETCHED_PERCENT)
        if fetched.not_modified and not _is_behind(imported):
            return _store(imported, Result(_stamp(imported), None, None, _period(imported), fetched))
        result = _read(imported, _stored_copy(imported) if fetched.not_modified else fetched)
    except Problem as problem:
        result = _failed(imported, problem)
    return _store(imported, result)


def _fetch(imported: ImportedCalendar) -> Fetched:
    """Ask its source. Raises `Problem`, and `NoTurn` while two servers are being asked, or one for this person."""
    if imported.kind == ImportKind.FILE:
        return fetch(imported)
    with turn(imported.calendar_id, kind=FETCHING):
        return fetch(imported)


def _failed(imported: ImportedCalendar, problem: Problem) -> Result:
    return Result(_stamp(imported), None, problem, _period(imported), Fetched())


def reread_import(import_id: UUID | str) -> None:
    """Read the stored copy of an imported calendar again, by the policy and up to the horizon of today; run by the
    worker. Raises `NoTurn` while too many others are being read."""
    imported = ImportedCalendar.objects.filter(pk=import_id).exclude(state=ImportState.READING).first()
    if imported is not None and imported.content:
        result = read_stored(imported)
        if result.problem is None or imported.projected_until is None:
            _store(imported, result)


def enqueue(imported: ImportedCalendar) -> None:
    """Have the worker refresh it, once this transaction is committed. A broker that is down costs some minutes: what
    is due is looked for every few."""
    _send(TASK, [imported.pk])


def enqueue_reread(imported: ImportedCalendar) -> None:
    """Have the worker read the stored copy again, once this transaction is committed."""
    _send(REREAD_TASK, [imported.pk])


def enqueue_due(at: dt.datetime | None = None) -> int:
    """Have the worker refresh what is due, each in a task of its own; returns how many."""
    at = at or now()
    with transaction.atomic():
        due = ImportedCalendar.objects.filter(next_try_at__lte=at).order_by("next_try_at")
        found = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:DUE_AT_ONCE])
        ImportedCalendar.objects.filter(pk__in=found).update(next_try_at=at + LOST_AFTER)
        _send(TASK, found)
    return len(found)


def enqueue_behind(at: dt.datetime | None = None) -> int:
    """Have the worker read again what ends before the horizon of today by a week or more; returns how many."""
    until = (at or now()) + HORIZON - WORTH_EXTENDING
    is_behind = Q(projected_until__lte=until) | Q(projected_until=None, good_at__isnull=False)
    good = ImportedCalendar.objects.filter(is_behind).exclude(content=b"")
    found = list(good.order_by("projected_until").values_list("pk", flat=True)[:DUE_AT_ONCE])
    _send(REREAD_TASK, found)
    return len(found)


def _send(task: str, import_ids: list[UUID]) -> None:
    for import_id in import_ids:
        transaction.on_commit(partial(current_app.send_task, task, [str(import_id)], retry=False), robust=True)


def _take(import_id: UUID | str) -> ImportedCalendar | None:
    """Mark it as being read, by us alone: for as long as that may take, nobody else gets it."""
    at = now()
    free = ~Q(state=ImportState.READING) | Q(tried_at=None) | Q(tried_at__lt=at - READING_LEASE)
    taken = ImportedCalendar.objects.filter(free, pk=import_id).update(
        state=ImportState.READING, progress=0, tried_at=at, next_try_at=at + LOST_AFTER
    )
    return ImportedCalendar.objects.select_related("calendar").filter(pk=import_id).first() if taken else None


def _progress(imported: ImportedCalendar, percent: int) -> None:
    ImportedCalendar.objects.filter(pk=imported.pk, tried_at=imported.tried_at).update(progress=percent)


def _read(imported: ImportedCalendar, fetched: Fetched) -> Result:
    period = _period(imported)
    share = READ_PERCENT - FETCHED_PERCENT
    is_watched = imported.state == ImportState.READING
    try:
        # What a server was asked for is worth waiting for: it would have to be asked again.
        with turn(imported.calendar_id, patience_seconds=PATIENCE_SECONDS if fetched.content else 0):
            reading = read(
                fetched.content,
                period=period,
                timezone=imported.timezone,
                policy=imported.policy,
                zone_names=imported.zone_names,
                addresses=[*imported.addresses, imported.username, *ADDRESS.findall(unquote(imported.url))],
                progress=lambda percent: (
                    _progress(imported, FETCHED_PERCENT + percent * share // 100) if is_watched else None
                ),
            )
    except Problem as problem:
        return Result(_stamp(imported), None, problem, period, fetched)
    names = reading.unknown_zones
    unanswered = Problem("unknown_zones", zones=", ".join(names)) if names else None
    return Result(_stamp(imported), reading, unanswered, period, fetched)


def _stored_copy(imported: ImportedCalendar) -> Fetched:
    return Fetched(bytes(imported.content), imported.etag, imported.last_modified)


def _period(imported: ImportedCalendar) -> Period:
    """From the day before it was added (blocks of long ago are dropped) to the horizon, in whole UTC days."""
    since = max(imported.created_at, now() - KEPT + 2 * DAY) - DAY
    return Period(_midnight(since), _midnight(now() + HORIZON) + DAY)


def _midnight(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _is_behind(imported: ImportedCalendar) -> bool:
    """Whether the stored copy has not been read as far as it should be, or not at all."""
    until = imported.projected_until
    return bool(imported.unknown_zones) or until is None or until <= now() + HORIZON - WORTH_EXTENDING


def _stamp(imported: ImportedCalendar) -> str:
    """What a reading depends on: where this has changed since, it is void."""
    content = hashlib.sha256(bytes(imported.content)).hexdigest()
    about = (imported.tried_at, imported.url, imported.username, imported.secret, imported.timezone)
    return repr((about, imported.policy, imported.zone_names, imported.addresses, content))


@retry_serialization
def _store(imported: ImportedCalendar, result: Result) -> ImportedCalendar | None:
    """Store what came of a reading, unless it was overtaken. A calendar that others hold is tried again in a minute."""
    try:
        with transaction.atomic():
            locked = lock_calendars([imported.calendar_id])
            standing = ImportedCalendar.objects.select_for_update().filter(pk=imported.pk).first()
            if standing is None or _stamp(standing) != result.stamp:
                return None
            standing.calendar = imported.calendar
            is_unread = standing.projected_until is None and bool(standing.content)
            if result.fetched.not_modified:
                _settle(standing, is_fresh=True)
                standing.save()
            else:
                result.store(standing, locked)
                if result.is_fresh and is_unread and result.reading is None:
                    enqueue_reread(standing)
            if result.is_fresh and standing.kind == ImportKind.FILE:
                drop_upload(standing.pk)
            return standing
    except Busy:
        ImportedCalendar.objects.filter(pk=imported.pk, tried_at=imported.tried_at).update(
            state=ImportState.QUEUED, next_try_at=now() + dt.timedelta(minutes=1)
        )
        return None


def _settle(imported: ImportedCalendar, *, is_fresh: bool) -> None:
    """All is well; a stored copy read again says nothing of its source, but may have answered for a zone."""
    has_failed = imported.problem_stored is not None and imported.problem_stored["code"] != "unknown_zones"
    imported.unknown_zones = []
    if is_fresh or imported.good_at is None:
        imported.good_at = now()
    if is_fresh or not has_failed:
        imported.state, imported.progress = ImportState.GOOD, 100
        imported.failures, imported.problem_stored = 0, None
        imported.next_try_at = _next_try(imported)


def _store_failure(
    imported: ImportedCalendar, problem: Problem | None, reading: Reading | None, fetched: Fetched
) -> None:
    """Blocks and the last good copy stay; without one, what waits for an answer is kept, to be read when it comes."""
    imported.state, imported.progress = ImportState.FAILED, 0
    imported.problem_stored = problem.stored if problem else None
    imported.failures += 1
    imported.unknown_zones = reading.unknown_zones if reading else imported.unknown_zones
    if reading and (imported.good_at is None or imported.kind == ImportKind.FILE):
        if fetched.content != bytes(imported.content):  # the stored copy has no line that cannot be read
            imported.notes = reading.notes
        imported.content = reading.reduced
    if imported.kind == ImportKind.FILE:
        imported.etag = ""
    imported.next_try_at = _next_try(imported, problem)
    imported.save()


def _next_try(imported: ImportedCalendar, problem: Problem | None = None) -> dt.datetime | None:
    """In an hour; after failures in 1, 2, 4 ... 24 hours, or when the other side asked for. A file never."""
    if imported.kind == ImportKind.FILE:
        return None
    pause = min(EVERY * 2 ** min(max(imported.failures - 1, 0), 10), LONGEST_PAUSE)
    pause *= random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 -- nobody gains by guessing it
    asked = problem.retry_after if problem else None
    return now() + max(pause, asked or dt.timedelta())
