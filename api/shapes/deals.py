"""Deals in answers: the same fields that a counter-offer takes."""

from typing import Any, Self

from ninja import Field, Schema

from engagements.deals import deal_of


class DeductionOut(Schema):
    """Comes off before the door is shared: an amount, or basis points of what is left by then."""

    label: str
    amount_minor: int | None
    percent_bp: int | None
    is_included: bool
    cap_minor: int | None


class DealOut(Schema):
    """How the fee is made: amounts in minor units of the fee's currency, shares in basis points (7,000 = 70 %)."""

    kind: str = Field(description="guarantee, door_split, versus (the higher of the two) or plus (both together)")
    guarantee_minor: int
    percent_bp: int
    deductions: list[DeductionOut]
    costs_first: bool
    costs_cap_minor: int | None
    cap_minor: int | None

    @classmethod
    def of(cls, deal: dict[str, Any] | None, fee_minor: int | None) -> Self | None:
        """The stored deal; a plain fee becomes a guarantee. None if there is no fee."""
        found = deal_of(deal, fee_minor)
        return cls.model_validate(found.to_json()) if found else None
