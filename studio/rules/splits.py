"""Sharing a price among payees so that the shares sum up to it exactly."""

from collections.abc import Sequence
from typing import NamedTuple

from engagements.deals import WHOLE_BP
from web.shares import by_weight


class PartsDoNotFit(ValueError):
    """Percentages do not come to 100, or amounts to more than the price."""


class Part(NamedTuple):
    """What one gets: `basis_points` of what amounts leave, `amount_minor` of the price; without either, the rest."""

    basis_points: int | None = None
    amount_minor: int | None = None


REST = Part()


def shares_of(price_minor: int, parts: Sequence[Part]) -> list[int]:
    """What each part is of a price, in minor units and in their order; together exactly the price. Amounts come first;
    percentages are of what they leave, by largest remainder; at most one part takes the rest.

    Raises PartsDoNotFit where amounts are negative or more than the price, or percentages and rest are not exactly the
    whole of what amounts leave.
    """
    amounts = [part.amount_minor or 0 for part in parts]
    left = price_minor - sum(amounts)
    weights = _weights(parts)
    if left < 0 or min(amounts, default=0) < 0 or (left and not weights):
        raise PartsDoNotFit
    by_part = dict(zip(weights, by_weight(left, list(weights.values())), strict=True))
    return [by_part.get(place, amount) for place, amount in enumerate(amounts)]


def _weights(parts: Sequence[Part]) -> dict[int, int]:
    """The basis points of percentages and of the rest, by the places of their parts."""
    weights = {place: part.basis_points for place, part in enumerate(parts) if part.basis_points is not None}
    rests = [place for place, part in enumerate(parts) if part == REST]
    rest = WHOLE_BP - sum(weights.values())
    if len(rests) > 1 or rest < 0 or min(weights.values(), default=0) < 0 or (weights and not rests and rest):
        raise PartsDoNotFit
    return weights | dict.fromkeys(rests, rest)


def shared_out(price_minor: int, parts: Sequence[Part]) -> list[int]:
    """What the professional keeps, and then what each part is; together exactly the price. Amounts that come to more
    than the price are cut in proportion. The professional, whom the client pays, keeps at least one minor unit."""
    amounts = [part.amount_minor or 0 for part in parts]
    if sum(amounts) >= price_minor:
        cut = by_weight(price_minor - 1, amounts)
        parts = [
            part if part.amount_minor is None else Part(amount_minor=each)
            for part, each in zip(parts, cut, strict=True)
        ]
    shares = shares_of(price_minor, [REST, *parts])
    if shares[0] == 0 and price_minor:
        shares[shares.index(max(shares))] -= 1
        shares[0] = 1
    return shares
