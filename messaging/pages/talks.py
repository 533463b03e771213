"""A part of a thread: its messages, with the steps of its subject in between."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from messaging.access import Step, steps_of
from messaging.models import Message, Thread
from messaging.queries import Line, Window


@dataclass(frozen=True)
class Entry:
    """A message or a step, never both."""

    line: Line | None = None
    step: Step | None = None


def talk_of(user: User, thread: Thread, window: Window) -> list[Entry]:
    """Messages and steps in the order in which they came. A step stands on the page of the message before it, so pages
    that follow one another show each step once."""
    since = window.lines[0].message.sent_at if window.first > 1 and window.lines else None
    until = _sent_at(thread, window.later) if window.later else None
    steps = [step for step in steps_of(user, thread) if _is_between(step.at, since, until)]
    return _merged(window.lines, steps)


def _sent_at(thread: Thread, number: int) -> dt.datetime:
    return Message.objects.values_list("sent_at", flat=True).get(thread=thread, number=number)


def _is_between(at: dt.datetime, since: dt.datetime | None, until: dt.datetime | None) -> bool:
    return (since is None or at >= since) and (until is None or at < until)


def _merged(lines: Sequence[Line], steps: Sequence[Step]) -> list[Entry]:
    """Merge both by time; messages keep the order of their numbers, even if their times differ."""
    waiting = sorted(steps, key=lambda step: step.at)
    merged = []
    for line in lines:
        while waiting and waiting[0].at < line.message.sent_at:
            merged.append(Entry(step=waiting.pop(0)))
        merged.append(Entry(line=line))
    return [*merged, *(Entry(step=step) for step in waiting)]
