"""Sharing an amount among people so that the shares sum up to it exactly.

By largest remainders, also called Hamilton's method (M. L. Balinski and H. P. Young, Fair Representation, 1982): each
gets the whole part of what is due by weight, then one minor unit more goes to those with the largest remainders, the
earlier one first where these are equal.
"""

from collections.abc import Sequence
from dataclasses import dataclass


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


def by_weight(total_minor: int, weights: Sequence[int]) -> list[int]:
    """The total by weight, exactly; in equal parts where all weights are 0. Empty without weights."""
    whole = sum(weights)
    if not whole:
        weights, whole = [1] * len(weights), len(weights)
    due = [divmod(total_minor * weight, whole) for weight in weights]
    shares = [units for units, _remainder in due]
    by_remainder = sorted(range(len(due)), key=lambda place: (-due[place][1], place))
    for place in by_remainder[: total_minor - sum(shares)]:
        shares[place] += 1
    return shares
