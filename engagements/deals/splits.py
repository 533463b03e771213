"""Sharing an amount among people, some of whom get a fixed part of it. The shares sum up to it exactly."""

from collections.abc import Sequence
from dataclasses import dataclass

from web.shares import by_weight


@dataclass(frozen=True)
class Part:
    """One who shares: so many parts of what is left, or a fixed amount in minor units before anything is shared."""

    weight: int = 1
    fixed_minor: int | None = None


def split(total_minor: int, parts: Sequence[Part]) -> list[int]:
    """What each part gets, in the order given: never negative, and in sum exactly the total. Empty without parts.

    Fixed amounts come first; where they are more than there is, they shrink in proportion. The rest goes by weight to
    those without a fixed amount: in equal parts where no weight counts, and on top of the fixed amounts, in proportion
    to these, where everybody has one. Raises ValueError for negative numbers.
    """
    if total_minor < 0 or any(part.weight < 0 or (part.fixed_minor or 0) < 0 for part in parts):
        raise ValueError("Totals, weights and fixed amounts are never negative.")
    fixed = [part.fixed_minor or 0 for part in parts]
    if sum(fixed) >= total_minor or all(part.fixed_minor is not None for part in parts):
        return by_weight(total_minor, fixed)
    sharing = [place for place, part in enumerate(parts) if part.fixed_minor is None]
    shares = by_weight(total_minor - sum(fixed), [parts[place].weight for place in sharing])
    for place, share in zip(sharing, shares, strict=True):
        fixed[place] = share
    return fixed
