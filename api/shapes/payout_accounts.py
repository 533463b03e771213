"""Payout accounts in answers, and what is sent about them."""

from typing import Self

from ninja import Field, Schema

from payments.models import PayoutAccount
from payments.words import what_is_missing


class PayoutAccountOut(Schema):
    """How a party is paid by card. Without an account both flags are false."""

    charges_enabled: bool = Field(description="Payments by card can be made to the party")
    payouts_enabled: bool = Field(description="Its money is paid out to its bank")
    requirements: list[str] = Field(description="What is missing, a sentence each")
    onboarding_url: str | None = Field(description="Where a person enters the details; only in answers to a POST")

    @classmethod
    def of(cls, account: PayoutAccount | None, onboarding_url: str | None = None) -> Self:
        return cls(
            charges_enabled=account is not None and account.transfers_enabled,
            payouts_enabled=account is not None and account.payouts_enabled,
            requirements=what_is_missing(account.requirements) if account else [],
            onboarding_url=onboarding_url,
        )


class PayoutAccountIn(Schema):
    """Where the account is held: an ISO 3166-1 code of two letters."""

    country: str = Field(min_length=2, max_length=2, pattern="^[A-Z]{2}$")
