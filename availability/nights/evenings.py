"""What its members' time makes of a band's evening. Pure Python: no database.

A night is judged at the best stretch of its evening that is as long as the band needs.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from availability.ranges import Period
from availability.states import MemberState, NightState

FREE, BUSY = frozenset({MemberState.FREE}), frozenset({MemberState.BUSY})
CAN = frozenset({MemberState.FREE, MemberState.MAYBE})
ABSENT = frozenset({MemberState.BUSY, MemberState.UNKNOWN})
NOTHING: frozenset[str] = frozenset()
STRENGTH = {MemberState.FREE: 0, MemberState.MAYBE: 1, MemberState.UNKNOWN: 2, MemberState.BUSY: 3}


@dataclass(frozen=True)
class Terms:
    """What a band wants of a night.

    So many members are enough (None: all). Each `essential` part must be played; `plays` says who plays which, members
    and `deps`, all by calendar id. `minimum` is needed in one piece within the evening; None: the whole of it.
    """

    quorum: int | None = None
    essential: frozenset[str] = frozenset()
    plays: Mapping[int, frozenset[str]] = field(default_factory=dict)
    deps: tuple[int, ...] = ()
    minimum: dt.timedelta | None = None

    @cached_property
    def keys(self) -> dict[int, frozenset[str]]:
        """Who plays an essential part, and which."""
        parts = {calendar_id: self.essential & played for calendar_id, played in self.plays.items()}
        return {calendar_id: essential for calendar_id, essential in parts.items() if essential}


ALL_ARE_NEEDED = Terms()


class Told(NamedTuple):
    """That a calendar is anything but free from one moment to another, in seconds of Unix time."""

    calendar_id: int
    state: MemberState
    since: float
    until: float


class Verdict(NamedTuple):
    """The state of a stretch of time; `rank` orders stretches, the best first."""

    state: NightState
    rank: int


class Judged(NamedTuple):
    """What a night comes to, at its best stretch: `window`."""

    state: NightState
    window: Period
    states: dict[int, MemberState]


def judge(states: Mapping[int, MemberState], members: Collection[int], terms: Terms = ALL_ARE_NEEDED) -> Verdict:
    """What the members' states make of some time. The first that fits:

    - without members: `unknown`;
    - an essential part that no member who can plays, nor one who has not said, nor a dep who is free: `red`;
    - nobody busy, but somebody unknown: `unknown`;
    - nobody busy either: `green`, or `amber` with a maybe; `short` where an essential part needs a dep;
    - somebody busy: `short` when those who can, if need be, are enough and every essential part is played or has a dep
      who is free; `unknown` when those who have not said could still make it so; else `red`.

    Enough is the quorum; without one all are needed but those for whose essential part a dep is free.
    """
    if not members:
        return Verdict(NightState.UNKNOWN, UNKNOWN)
    told = [states[member] for member in members]
    busy, unknown = told.count(MemberState.BUSY), told.count(MemberState.UNKNOWN)
    can = len(told) - busy - unknown
    gone, is_open, with_dep = _essentials(states, members, terms) if terms.essential else (False, False, False)
    is_enough = not (gone or is_open) and can >= max(1, _needed(states, members, terms, ABSENT))
    if gone:
        return Verdict(NightState.RED, RED)
    if not busy:
        if unknown:
            return Verdict(NightState.UNKNOWN, ENOUGH if is_enough else UNKNOWN)
        if with_dep:
            return Verdict(NightState.SHORT, ENOUGH)
        return Verdict(NightState.AMBER, 1) if MemberState.MAYBE in told else Verdict(NightState.GREEN, 0)
    if is_enough:
        return Verdict(NightState.SHORT, ENOUGH)
    could_be = can + unknown >= max(1, _needed(states, members, terms, BUSY))
    return Verdict(NightState.UNKNOWN, UNKNOWN) if could_be else Verdict(NightState.RED, RED)


# The ranks after green and amber. A night that some have not spoken of, and on which the others would be enough, is no
# worse than one on which just these others can: that is what makes the best stretch begin where something ends.
ENOUGH, UNKNOWN, RED = 2, 3, 4


def _essentials(states, members, terms: Terms) -> tuple[bool, bool, bool]:
    """Whether an essential part is out of the question; waits for somebody who has not said; needs a dep."""
    lacking = terms.essential - _played(terms, members, states, CAN)
    if not lacking:
        return False, False, False
    by_dep = _played(terms, terms.deps, states, FREE)
    waiting = _played(terms, members, states, {MemberState.UNKNOWN})
    return bool(lacking - by_dep - waiting), bool(lacking - by_dep), bool(lacking & by_dep)


def _needed(states, members, terms: Terms, out: Collection[MemberState]) -> int:
    """How many members it takes, where those in one of the states `out` do not play."""
    if terms.quorum is not None:
        return terms.quorum
    if not (terms.essential and terms.deps):
        return len(members)
    by_dep = _played(terms, terms.deps, states, FREE)
    return len(members) - sum(states[each] in out and bool(terms.keys.get(each, NOTHING) & by_dep) for each in members)


def _played(terms: Terms, people: Collection[int], states, wanted: Collection[MemberState]) -> frozenset[str]:
    """The essential parts played by those of these people who are in one of the wanted states."""
    return NOTHING.union(*(parts for each, parts in terms.keys.items() if each in people and states[each] in wanted))


def best_stretch(evening: Period, told: Collection[Told], members: Collection[int], terms: Terms) -> Judged:
    """The earliest stretch of the evening, as long as the band needs, at which its members' states are best.

    Where a stretch begins later than something ends, an earlier beginning touches no more of what is told: so the best
    ones begin with the evening, or where something ends. An evening shorter than needed counts as a whole.
    """
    everybody = (*members, *terms.deps)
    start, end = evening.starts_at.timestamp(), evening.ends_at.timestamp()
    length = min(end - start, terms.minimum.total_seconds()) if terms.minimum else end - start
    found = []
    for since in _beginnings(told, start, end - length):
        states = strongest(everybody, (each for each in told if each.since < since + length and each.until > since))
        verdict = judge(states, members, terms)
        found.append((verdict.rank, since, verdict.state, states))
        if verdict.state == NightState.GREEN:
            break
    _rank, since, state, states = min(found, key=itemgetter(0))
    return Judged(state, _window(evening, since - start, length), states)


def _beginnings(told: Iterable[Told], start: float, last: float) -> Iterator[float]:
    yield start
    yield from sorted({each.until for each in told if start < each.until <= last})


def _window(evening: Period, offset: float, length: float) -> Period:
    starts_at = evening.starts_at + dt.timedelta(seconds=offset)
    return Period(starts_at, starts_at + dt.timedelta(seconds=length))


def strongest(everybody: Iterable[int], told: Iterable[Told]) -> dict[int, MemberState]:
    """Each one's strongest word: busy, then unknown, then maybe; free where nothing is told."""
    states = dict.fromkeys(everybody, MemberState.FREE)
    for calendar_id, state, _since, _until in told:
        if STRENGTH[state] > STRENGTH[states[calendar_id]]:
            states[calendar_id] = state
    return states
