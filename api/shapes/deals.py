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


class PaymentTermsOut(Schema):
    """When the fee is paid. The deposit is an amount in minor units or basis points of the guarantee, or neither."""

    deposit_minor: int | None
    deposit_bp: int | None
    due_days: int
    due_from: str = Field(description="booking: so many days after it; night: so many days before the set")
    is_condition: bool = Field(description="While the deposit is overdue, the act may release the night")
    balance_days: int = Field(description="The rest is due so many days after both have signed the settlement")


class DealOut(Schema):
    """How the fee is made: amounts in minor units of the fee's currency, shares in basis points (7,000 = 70 %)."""

    kind: str = Field(description="guarantee, door_split, versus (the higher of the two) or plus (both together)")
    guarantee_minor: int
    percent_bp: int
    deductions: list[DeductionOut]
    costs_first: bool
    costs_cap_minor: int | None
    cap_minor: int | None
    payment: PaymentTermsOut | None = None

    @classmethod
    def of(cls, deal: dict[str, Any] | None, fee_minor: int | None) -> Self | None:
        """The stored deal; a plain fee becomes a guarantee. None if there is no fee."""
        found = deal_of(deal, fee_minor)
        return cls.model_validate(found.to_json()) if found else None
