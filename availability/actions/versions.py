"""The two counters of a calendar, and telling who looks at it."""

from collections.abc import Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.utils.timezone import now

from web.announce import announce_on_commit
from web.prepared import run

# Locked in the order of ids before they are written: a touch may come without `lock_calendars`.
TOUCH = """
WITH raised AS MATERIALIZED (
    SELECT id,
           id = ANY(%(public)s::bigint[])
               OR (weighs OR %(all_public)s) AND EXISTS (SELECT FROM availability_calendarsource
                                                          WHERE calendar_id = availability_calendar.id
                                                            AND draws_on_id = ANY(%(public)s::bigint[])
                                                            AND (until IS NULL OR until > %(now)s))
               OR weighs AND EXISTS (SELECT FROM availability_calendarstandin
                                      WHERE calendar_id = availability_calendar.id
                                        AND stands_in_id = ANY(%(said)s::bigint[])) AS is_public
      FROM availability_calendar
     WHERE id = ANY(ARRAY(SELECT unnest(%(seen)s::bigint[])
                           UNION
                          SELECT calendar_id FROM availability_calendarsource
                           WHERE draws_on_id = ANY(%(seen)s::bigint[]) AND (until IS NULL OR until > %(now)s)
                           UNION
                          SELECT calendar_id FROM availability_calendarstandin
                           WHERE stands_in_id = ANY(%(seen)s::bigint[])))
     ORDER BY id FOR NO KEY UPDATE
)
UPDATE availability_calendar calendar
   SET version = version + 1, public_version = public_version + is_public::int
  FROM raised WHERE calendar.id = raised.id
RETURNING calendar.public_id, version, public_version, is_public
"""


PutOff = dict[bool, set[int]]
"""Calendars by whether they are touched alone."""

_put_off: ContextVar[PutOff | None] = ContextVar("_put_off", default=None)


@contextmanager
def one_touch():
    """Within, public touches are put off to the end and done at once: one statement for an action of many steps.

    Where an error leaves it, none is done: what they would have told is rolled back. Inside another, that one decides.
    """
    if _put_off.get() is not None:
        yield
        return
    put_off: PutOff = {True: set(), False: set()}
    token = _put_off.set(put_off)
    try:
        yield
    finally:
        _put_off.reset(token)
    touch(put_off[False], public=True)
    touch(put_off[True] - put_off[False], public=True, alone=True)


def touch(calendar_ids: Iterable[int], *, public: bool, alone: bool = False) -> None:
    """Raise the versions of these calendars, of all that draw on them now and of those that they stand in for; tell
    their viewers once committed.

    `public` says that what everybody sees changed too, of those that draw on them as well. Where they are meant `alone`
    that is so of those only that weigh them: what is private must not show by its timing. One statement; takes its
    locks in the order of ids.
    """
    put_off = _put_off.get()
    if public and put_off is not None:
        put_off[alone].update(calendar_ids)
        return
    calendar_ids = set(calendar_ids)
    raise_versions(seen=calendar_ids, public=calendar_ids if public and alone else (), all_public=public and not alone)


def raise_versions(
    *, seen: Iterable[int], public: Iterable[int] = (), all_public: bool = False, said: Iterable[int] = ()
) -> None:
    """`touch`, where the public projection changed for some of the calendars only, and for those that weigh them.

    `said`: of these something is said otherwise, which may change nothing in public but for whom they stand in: a dep
    who may be is none.
    """
    seen = set(seen)
    public = seen if all_public else set(public)
    values: dict[str, Any] = {
        "seen": list(seen),
        "public": list(public),
        "all_public": all_public,
        "said": list(public | set(said)),
        "now": now(),
    }
    if not values["seen"]:
        return
    rows = run(TOUCH, values)
    topics = {f"p.{public_id}": version for public_id, version, _public_version, _is_public in rows}
    topics |= {f"c.{public_id}": public_version for public_id, _version, public_version, is_public in rows if is_public}
    announce_on_commit(topics)
