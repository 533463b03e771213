"""What a calendar would take, read by the worker for the eyes of its owner.

A look holds titles, which the database never does: one for each person, in the cache alone, gone after a quarter of an
hour or with the next one. No page reads a calendar itself: whoever means harm could stop all of them.
"""

import hashlib
import json
import time
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from celery import current_app
from django.core.cache import cache
from django.utils.timezone import now

from accounts.imports.drafts import KEPT_SECONDS, Draft, find_draft, keep_draft, may_try
from availability.models import ImportedCalendar
from availability.ranges import DAY, Period
from availability.rules.projection import HORIZON
from calendar_imports.errors import Problem
from calendar_imports.reading.calendars import DEFAULT_POLICY, Happening, read
from web.sandbox.turns import turn
from web.users import User

TASK = "accounts.tasks.read_look"
LOST_AFTER_SECONDS = 30
"""When a look that was asked for is given up for lost, and asked for again."""


@dataclass(frozen=True)
class Asked:
    """Which calendar, and how: a draft or an imported calendar by its id, the zone of its floating times, what its
    owner says of zones that nobody knows, and under which addresses they are invited.

    `mark` is another one when the calendar holds something else.
    """

    source: str
    source_id: str
    timezone: str
    zone_names: dict[str, str] = field(default_factory=dict)
    addresses: list[str] = field(default_factory=list)
    mark: str = ""

    @property
    def key(self) -> str:
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


@dataclass
class Look:
    """`is_done` once it was read; then what happens in `period`, or the problem that stands before."""

    key: str
    asked_at: float
    is_done: bool = False
    percent: int = 0
    problem: dict[str, Any] | None = None
    period: Period | None = None
    happening: list[Happening] = field(default_factory=list)
    zones: list[str] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    events: int = 0
    own: int = 0


def look_at(user: User, asked: Asked, *, is_first: bool = False) -> Look:
    """The look that was asked for, read or not; the worker is asked for one that nobody asked for yet.

    The `is_first` of what was fetched or uploaded was counted as a try by then; all others are counted here.
    """
    look = _stored(user, asked.key)
    if look and (look.is_done or time.time() - look.asked_at < LOST_AFTER_SECONDS):
        return look
    look = Look(asked.key, time.time())
    if not is_first and not may_try(user):
        look.is_done, look.problem = True, Problem("too_many_tries").stored
        return look
    _store(user, look)
    enqueue(user.pk, asked)
    return look


def enqueue(user_id: UUID, asked: Asked) -> None:
    """Have the worker read it. While the broker is down the page goes on waiting, and asks again."""
    current_app.send_task(TASK, [str(user_id), asdict(asked)], retry=False)


def read_look(user: User, asked: Asked) -> None:
    """Read what was asked for, unless something else has been asked for since; run by the worker.

    Raises `NoTurn` while too many others are being read.
    """
    look = _stored(user, asked.key)
    if look is None or look.is_done:
        return
    with turn(user.calendar_id):
        _read(user, asked, look)
    look.is_done = True
    if _stored(user, asked.key):
        _store(user, look)


def tell_draft(user: User, draft: Draft, look: Look) -> None:
    """Note in a draft what came of its first look; one that cannot be read keeps its problem and nothing else."""
    draft.is_read, draft.zones, draft.problem = True, look.zones, look.problem
    if look.problem:
        draft.content_key = ""
    keep_draft(user, draft)


def drop_look(user: User) -> None:
    cache.delete(_name(user))


def _read(user: User, asked: Asked, look: Look) -> None:
    def tell(percent: int) -> None:
        look.percent = percent
        if _stored(user, look.key):
            _store(user, look)

    today = now().replace(hour=0, minute=0, second=0, microsecond=0)
    look.period = Period(today - DAY, today + HORIZON)
    try:
        found = read(
            _content(user, asked),
            period=look.period,
            timezone=asked.timezone,
            policy=DEFAULT_POLICY,
            zone_names=asked.zone_names,
            addresses=asked.addresses,
            with_titles=True,
            progress=tell,
        )
    except Problem as problem:
        look.problem = problem.stored
        return
    look.happening, look.zones, look.notes = found.happening, found.unknown_zones, found.notes
    look.events, look.own = found.events, found.own


def _content(user: User, asked: Asked) -> bytes:
    if asked.source == "draft":
        draft = find_draft(user, asked.source_id)
        return draft.content if draft else b""
    imported = ImportedCalendar.objects.filter(pk=asked.source_id, calendar=user.calendar_id).first()
    return bytes(imported.content) if imported else b""


def _stored(user: User, key: str) -> Look | None:
    look: Look | None = cache.get(_name(user))
    return look if look and look.key == key else None


def _store(user: User, look: Look) -> None:
    cache.set(_name(user), look, KEPT_SECONDS)


def _name(user: User) -> str:
    return f"import-look:{user.pk}"
