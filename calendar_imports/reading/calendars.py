"""Hands a calendar to the child process that reads it, and takes what comes back."""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings

from availability.ranges import Period
from availability.states import ImportEffect
from calendar_imports.errors import Problem
from calendar_imports.fetching.client import LARGEST, MEGABYTE
from calendar_imports.reading.answers import Question
from calendar_imports.reading.child import LIMITS
from calendar_imports.reading.lines import DEEPEST
from web.sandbox.errors import Failed, Refused
from web.sandbox.parent import run_child

CODES = {
    "time": "takes_too_long", "clock": "waits_too_long", "depth": "too_deep", "error": "unreadable",
    "answer": "says_too_much",
}  # fmt: skip
"""Why the child failed, as a code of `availability.imports.problems`; every other cause is a lack of memory."""
LIMITS_HIT: Mapping[str, int] = {
    "takes_too_long": LIMITS.cpu_seconds,
    "waits_too_long": round(LIMITS.wall_seconds),
    "too_deep": DEEPEST,
    "says_too_much": LIMITS.answer_bytes // MEGABYTE,
    "takes_too_much": LIMITS.memory_bytes // MEGABYTE,
}
"""The number that the words of a problem name."""
DEFAULT_POLICY: Mapping[str, str] = {
    "all_day": ImportEffect.BUSY,
    "transparent": ImportEffect.NOTHING,
    "tentative": ImportEffect.MAYBE,
    "cancelled": ImportEffect.NOTHING,
    "declined": ImportEffect.NOTHING,
    "unanswered": ImportEffect.MAYBE,
}


@dataclass(frozen=True)
class Happening:
    """An imported event once, for the eyes of its owner: the title is stored nowhere.

    `sort` is what the policy goes by (`plain` for none of them), `effect` an `ImportEffect`.
    """

    period: Period
    title: str
    sort: str
    effect: str
    is_all_day: bool


@dataclass(frozen=True)
class Reading:
    """What a calendar takes of its owner's time. `reduced` is all of it that may be stored; `own` counts the events
    that this site wrote itself, which take nothing; `unknown_zones` are names that the owner has to explain; `notes`
    say, as problems do, which events could not be read."""

    busy: list[Period]
    maybe: list[Period]
    events: int
    own: int
    unknown_zones: list[str]
    notes: list[dict[str, Any]]
    reduced: bytes
    happening: list[Happening]


def read(
    content: bytes,
    *,
    period: Period,
    timezone: str,
    policy: Mapping[str, str],
    zone_names: Mapping[str, str] | None = None,
    addresses: Iterable[str] = (),
    with_titles: bool = False,
    progress: Callable[[int], None] = lambda _percent: None,
) -> Reading:
    """Read a file in a child process with bounded memory and time. Raises `Problem` with the reason for no result."""
    if len(content) > LARGEST:
        raise Problem("too_big", megabytes=LARGEST // MEGABYTE)
    question = Question(
        since=period.starts_at.isoformat(),
        until=period.ends_at.isoformat(),
        timezone=timezone,
        policy={**DEFAULT_POLICY, **policy},
        zone_names=dict(zone_names or {}),
        addresses=list(addresses),
        site_url=settings.SITE_URL,
        with_titles=with_titles,
    )
    return _reading(_ask(question, content, progress))


def _ask(question: Question, content: bytes, progress: Callable[[int], None]) -> dict[str, Any]:
    said = json.dumps(asdict(question)).encode() + b"\n" + content
    try:
        return run_child("calendar_imports.reading.child", limits=LIMITS, content=said, progress=progress)
    except Refused as refused:
        raise Problem(refused.code, **refused.details) from refused
    except Failed as failed:
        code = CODES.get(failed.cause, "takes_too_much")
        raise Problem(code, count=LIMITS_HIT.get(code, ""), detail=failed.detail) from failed


def _reading(result: dict[str, Any]) -> Reading:
    return Reading(
        busy=[_period(*pair) for pair in result["busy"]],
        maybe=[_period(*pair) for pair in result["maybe"]],
        events=result["events"],
        own=result["own"],
        unknown_zones=result["unknown_zones"],
        notes=result["notes"],
        reduced=result["reduced"].encode(),
        happening=[
            Happening(
                period=_period(told["starts"], told["ends"]),
                title=told["title"],
                sort=told["sort"],
                effect=told["effect"],
                is_all_day=told["is_all_day"],
            )
            for told in result.get("happening", ())
        ],
    )


def _period(starts: int, ends: int) -> Period:
    return Period(dt.datetime.fromtimestamp(starts, dt.UTC), dt.datetime.fromtimestamp(ends, dt.UTC))
