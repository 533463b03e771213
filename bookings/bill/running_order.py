"""From an order of sets to the times of a night: pure arithmetic on instants, of which a change of clocks is none.

Sets follow one another from `first_at`, each after the changeover that its act needs; the first finds its stage ready.
Soundchecks go the other way round, as on every stage: who plays last checks first, and the opener, whose gear then
stays where it is, ends as the doors open. `static/js/running-order.js` does the same while somebody drags.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

MINUTE = dt.timedelta(minutes=1)
USUAL_CHANGEOVER = 15
QUICK_CHANGEOVER = 5
SHORT_SET = 20
ROUNDED_TO = 5


@dataclass(frozen=True)
class Part:
    """What one act needs, in minutes: its set, the changeover before it, its soundcheck (0: none)."""

    minutes: int
    changeover: int = 0
    soundcheck: int = 0


@dataclass(frozen=True)
class Frame:
    """What the night gives: from load-in until everybody is out, music from `first_at`, at most until the curfew."""

    load_in_at: dt.datetime
    doors_at: dt.datetime | None
    first_at: dt.datetime
    curfew_at: dt.datetime | None
    out_at: dt.datetime

    @property
    def limit_at(self) -> dt.datetime:
        """When the last set has to be over: at the curfew, or where there is none, or a later one, when all are out."""
        return min(self.curfew_at or self.out_at, self.out_at)

    @property
    def checked_by(self) -> dt.datetime:
        """When the last soundcheck has to be over: as the doors open, or where nobody said when, with the first set."""
        return self.doors_at or self.first_at


@dataclass(frozen=True)
class Timed:
    """When one act plays, and when it checks."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    soundcheck_at: dt.datetime | None


@dataclass(frozen=True)
class RunningOrder:
    """The acts in order with their times. `spare` is left before the limit, `soundcheck_spare` between load-in and the
    first soundcheck, both in minutes; below zero it does not fit by as many."""

    acts: tuple[Timed, ...]
    ends_at: dt.datetime
    spare: int
    soundcheck_spare: int

    @property
    def over(self) -> int:
        """Minutes beyond the curfew."""
        return max(0, -self.spare)

    @property
    def soundchecks_over(self) -> int:
        """Minutes that the soundchecks would have to begin before load-in."""
        return max(0, -self.soundcheck_spare)


def run(frame: Frame, parts: Sequence[Part]) -> RunningOrder:
    """The times of these acts, in the order given; they are told also where they do not fit. Instants stay in UTC."""
    sets = _sets(frame, parts)
    checks = _soundchecks(frame, parts)
    ends_at = sets[-1][1] if sets else frame.first_at
    earliest = min((check for check in checks if check is not None), default=frame.checked_by)
    return RunningOrder(
        acts=tuple(Timed(*played, check) for played, check in zip(sets, checks, strict=True)),
        ends_at=ends_at,
        spare=(frame.limit_at - ends_at) // MINUTE,
        soundcheck_spare=(earliest - frame.load_in_at) // MINUTE,
    )


def _sets(frame: Frame, parts: Sequence[Part]) -> list[tuple[dt.datetime, dt.datetime]]:
    found: list[tuple[dt.datetime, dt.datetime]] = []
    for part in parts:
        starts_at = found[-1][1] + part.changeover * MINUTE if found else frame.first_at
        found.append((starts_at, starts_at + part.minutes * MINUTE))
    return found


def _soundchecks(frame: Frame, parts: Sequence[Part]) -> list[dt.datetime | None]:
    found: list[dt.datetime | None] = []
    ends_at = frame.checked_by
    for part in parts:
        ends_at -= part.soundcheck * MINUTE
        found.append(ends_at if part.soundcheck else None)
    return found


def parts_of(sets: Sequence[tuple[dt.datetime, dt.datetime]]) -> list[Part] | None:
    """What these sets, by start, are made of: their lengths and the gaps before them; None where two overlap.

    `run` with the first start gives the same sets again, to the minute.
    """
    parts: list[Part] = []
    before: dt.datetime | None = None
    for starts_at, ends_at in sets:
        if before is not None and starts_at < before:
            return None
        parts.append(Part((ends_at - starts_at) // MINUTE, (starts_at - before) // MINUTE if before else 0))
        before = ends_at
    return parts


def suggested(frame: Frame, usual: Sequence[int], *, until: dt.datetime | None = None) -> list[Part]:
    """A beginning where nothing is planned yet, from the usual minutes of each act: all longer or shorter by the same
    share, until the limit or `until` if that is earlier, with the usual changeovers, or quick ones where sets would be
    short. Sets are whole steps of five minutes, and at most a fifth longer than usual.

    The first act has a changeover too, which counts as soon as another plays before it.
    """
    if not usual:
        return []
    room = (min(until or frame.limit_at, frame.limit_at) - frame.first_at) // MINUTE
    for changeover in (USUAL_CHANGEOVER, QUICK_CHANGEOVER):
        left = max(0, room - changeover * (len(usual) - 1))
        sets = [_share(minutes, left, sum(usual)) for minutes in usual]
        if min(sets) >= SHORT_SET:
            break
    return [Part(minutes, changeover) for minutes in sets]


def _share(minutes: int, left: int, all_minutes: int) -> int:
    fitting = min(minutes * left // all_minutes, minutes * 6 // 5)
    return max(ROUNDED_TO, fitting - fitting % ROUNDED_TO)
