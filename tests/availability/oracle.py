"""What the SQL must say, worked out the slow way: walking through time in steps, one calendar after the other.

It shares no arithmetic with the product: local times are found by searching UTC minute by minute.
"""

import datetime as dt
from dataclasses import dataclass, field
from functools import cache
from zoneinfo import ZoneInfo

MINUTE = dt.timedelta(minutes=1)
STEP = dt.timedelta(minutes=15)


@dataclass
class SaidTime:
    """One calendar: stretches as (start, end, kind), and until when it is known."""

    known_until: dt.datetime | None = None
    stretches: list[tuple[dt.datetime, dt.datetime, str]] = field(default_factory=list)

    def word_at(self, moment: dt.datetime) -> str:
        kinds = {kind for start, end, kind in self.stretches if start <= moment < end}
        if kinds & {"busy", "claim"}:
            return "busy"
        if "maybe" in kinds:
            return "maybe"
        if "free" in kinds or (self.known_until is not None and moment < self.known_until):
            return "free"
        return "unknown"


def steps(start: dt.datetime, end: dt.datetime):
    while start < end:
        yield start
        start += STEP


def green_steps(members: list[SaidTime], extra: list[SaidTime], start, end) -> set[dt.datetime]:
    """The steps at which everybody is free and nothing of the extra calendars is taken."""
    return {
        moment
        for moment in steps(start, end)
        if members
        and all(member.word_at(moment) == "free" for member in members)
        and all(other.word_at(moment) != "busy" for other in extra)
    }


def strongest(calendar: SaidTime, start, end) -> str:
    words = {calendar.word_at(moment) for moment in steps(start, end)}
    return next(word for word in ("busy", "unknown", "maybe", "free") if word in words)


@cache
def instant_of(local: dt.datetime, timezone: str) -> dt.datetime:
    """The first minute of UTC at which clocks there show this local time; in a gap, as much later as the gap is long.

    Where no clock ever shows it, the clocks jump over it: the gap is what the offset grows by.
    """
    zone = ZoneInfo(timezone)
    start = local.replace(tzinfo=dt.UTC) - dt.timedelta(hours=16)
    moments = [start + MINUTE * count for count in range(32 * 60)]
    for moment in moments:
        if moment.astimezone(zone).replace(tzinfo=None, fold=0) == local:
            return moment
    before = next(moment for moment in moments if moment.astimezone(zone).replace(tzinfo=None) > local) - MINUTE
    gap = (before + MINUTE).astimezone(zone).utcoffset() - before.astimezone(zone).utcoffset()
    return instant_of(local + gap, timezone)


def evening_of(day: dt.date, starts: dt.time, ends: dt.time, timezone: str) -> tuple[dt.datetime, dt.datetime]:
    first = dt.datetime.combine(day, starts)
    last = dt.datetime.combine(day, ends)
    if last <= first:
        last += dt.timedelta(days=1)
    start, end = instant_of(first, timezone), instant_of(last, timezone)
    return start, (end if end > start else start + (last - first))


@dataclass
class Wanted:
    """What a band wants of a night; who plays which part is told by position, members first, then deps."""

    quorum: int | None = None
    essential: frozenset[str] = frozenset()
    parts: list[str] = field(default_factory=list)
    minutes: int | None = None


def night_word(words: list[str], wanted: Wanted | None = None, deps: list[str] | None = None) -> str:
    """The state of a night as a person would argue it: what if those who have not said cannot, what if they can?"""
    if not words:
        return "unknown"
    worst, best = (_settled(words, wanted or Wanted(), deps or [], silent) for silent in ("busy", "free"))
    if "unknown" not in words or best == "red":
        return best
    return worst if "busy" in words and worst != "red" else "unknown"


def _settled(words: list[str], wanted: Wanted, deps: list[str], silent: str) -> str:
    words = [silent if word == "unknown" else word for word in words]
    can = [place for place, word in enumerate(words) if word != "busy"]
    of_deps = {wanted.parts[len(words) + place] for place, word in enumerate(deps) if word == "free"}
    played = {wanted.parts[place] for place in can} if wanted.parts else set()
    if wanted.essential - played - of_deps:
        return "red"
    if len(can) == len(words):
        return "short" if wanted.essential - played else "amber" if "maybe" in words else "green"
    replaced = [
        place for place, word in enumerate(words)
        if word == "busy" and wanted.parts and wanted.parts[place] in wanted.essential & of_deps
    ]  # fmt: skip
    needed = len(words) - len(replaced) if wanted.quorum is None else wanted.quorum
    return "short" if can and len(can) >= needed else "red"


def best_of(members: list[SaidTime], deps: list[SaidTime], start, end, wanted: Wanted):
    """State, start, and words of members and deps at the earliest of the best stretches of an evening."""
    length = min(end - start, dt.timedelta(minutes=wanted.minutes)) if wanted.minutes else end - start
    found = []
    for since in steps(start, end - length + STEP):
        if since + length <= end:
            words = [strongest(member, since, since + length) for member in members]
            of_deps = [strongest(dep, since, since + length) for dep in deps]
            state = night_word(words, wanted, of_deps)
            is_enough = bool(words) and _settled(words, wanted, of_deps, "busy") != "red"
            rank = ("green", "amber").index(state) if state in ("green", "amber") else 2 if is_enough else 3
            found.append((rank + (state == "red"), since, state, words, of_deps))
    return min(found)[1:]
