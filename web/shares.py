"""Sharing an amount so that the shares sum up to it exactly.

By largest remainders, also called Hamilton's method (M. L. Balinski and H. P. Young, Fair Representation, 1982): each
gets the whole part of what is due by weight, then one minor unit more goes to those with the largest remainders, the
earlier one first where these are equal.
"""

from collections.abc import Sequence


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
