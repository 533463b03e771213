"""What somebody's week usually looks like, from the evenings behind them. Pure Python: no database."""

import datetime as dt
from collections import Counter
from collections.abc import Collection

from availability.ranges import DAY, Period, evening
from availability.states import BlockKind, SaidKind

WEEKS = 12
EVENING_FROM, EVENING_TO = dt.time(18), dt.time(0)
FEWEST = 3
"""Less often seen is no habit."""
USUAL_SHARE = 2 / 3
STRENGTH = {BlockKind.FREE: 0, BlockKind.MAYBE: 1, BlockKind.BUSY: 2}

Told = tuple[str, Period]
"""A kind of block and when."""
Rhythm = tuple[SaidKind, ...]
"""What the evenings of Monday to Sunday usually are."""


def weekly_rhythm(
    told: Collection[Told], *, known_until: dt.datetime | None, today: dt.date, timezone: str
) -> Rhythm | None:
    """What the evenings (18:00 to midnight on the clocks of `timezone`) of the 12 weeks before `today` mostly were.

    `told` are the blocks of one person. An evening is what the strongest word about any of it says, and free where
    nothing is said of time that is known. Evenings on which they were promised, or of which nothing is known, teach
    nothing. A weekday is what two thirds of at least three such evenings were, and "if need be" where they differ or
    are too few. None where nothing was ever said.
    """
    seen: list[Counter[str]] = [Counter() for _weekday in range(7)]
    for day in (today - DAY * back for back in range(1, 7 * WEEKS + 1)):
        word = _word_of(evening(day, EVENING_FROM, EVENING_TO, timezone), told, known_until)
        if word is not None:
            seen[day.weekday()][word] += 1
    return tuple(map(_usual, seen)) if any(seen) else None


def open_evenings(
    told: Collection[Told], rhythm: Rhythm, *, first: dt.date, last: dt.date, timezone: str
) -> dict[SaidKind, list[dt.date]]:
    """The nights from `first` to `last`, both included, of which nothing is told yet, by what they usually are."""
    found: dict[SaidKind, list[dt.date]] = {kind: [] for kind in SaidKind}
    for day in (first + DAY * ahead for ahead in range((last - first).days + 1)):
        period = evening(day, EVENING_FROM, EVENING_TO, timezone)
        if not any(block.overlaps(period) for _kind, block in told):
            found[rhythm[day.weekday()]].append(day)
    return found


def _word_of(period: Period, told: Collection[Told], known_until: dt.datetime | None) -> str | None:
    kinds = [BlockKind(kind) for kind, block in told if block.overlaps(period)]
    if BlockKind.CLAIM in kinds:
        return None
    if kinds:
        return max(kinds, key=STRENGTH.__getitem__)
    return BlockKind.FREE if known_until and known_until >= period.ends_at else None


def _usual(seen: Counter[str]) -> SaidKind:
    if seen.total() < FEWEST:
        return SaidKind.MAYBE
    word, times = seen.most_common(1)[0]
    return SaidKind(word) if times >= USUAL_SHARE * seen.total() else SaidKind.MAYBE
