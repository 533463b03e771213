"""When the fee is paid: a deposit, what it is reckoned from and when it is due, and how long the rest may take.

Part of the deal, so that offers, contracts and the history carry it along. Pure: no database.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from engagements.deals.inputs import WHOLE_BP, clean_amount, clean_fields, clean_flag, clean_percent
from engagements.deals.reckoning import part_of
from engagements.states import DueFrom

DAYS_MAX = 730
USUAL_DAYS = 14


@dataclass(frozen=True)
class PaymentTerms:
    """A deposit, as an amount in minor units or as basis points of the guarantee (2,500 = 25 %), or none of both.

    It is due `due_days` after the booking, or so many days before the night (`due_from`). `is_condition`: while it is
    overdue, the act may release the night. The rest is due `balance_days` after both have signed the settlement.
    """

    deposit_minor: int | None = None
    deposit_bp: int | None = None
    due_days: int = USUAL_DAYS
    due_from: DueFrom = DueFrom.BOOKING
    is_condition: bool = False
    balance_days: int = USUAL_DAYS

    @classmethod
    def of(cls, data: object) -> Self:
        """Read terms from JSON. Raises ValidationError by field: deposit, due, condition, balance."""
        values = clean_fields(data, cls, "deposit")
        amount, share = values.get("deposit_minor"), values.get("deposit_bp")
        due_from = values.get("due_from", DueFrom.BOOKING)
        if due_from not in DueFrom.values:
            raise ValidationError({"due": [_("Choose when the days start to count.")]})
        terms = cls(
            deposit_minor=None if amount is None else clean_amount(amount, "deposit"),
            deposit_bp=None if share is None else clean_percent(share, "deposit"),
            due_days=_clean_days(values.get("due_days", USUAL_DAYS), "due"),
            due_from=DueFrom(due_from),
            is_condition=clean_flag(values.get("is_condition", False), "condition"),
            balance_days=_clean_days(values.get("balance_days", USUAL_DAYS), "balance"),
        )
        terms._check()
        return terms

    def to_json(self) -> dict[str, Any]:
        """The same as JSON, always with all its fields."""
        return asdict(self) | {"due_from": self.due_from.value}

    @property
    def has_deposit(self) -> bool:
        return self.deposit_minor is not None or self.deposit_bp is not None

    def deposit_of(self, guarantee_minor: int) -> int:
        """The deposit in minor units; a share is rounded once, a half upwards. 0 without one."""
        if self.deposit_bp is not None:
            return part_of(guarantee_minor, self.deposit_bp, WHOLE_BP)
        return self.deposit_minor or 0

    def due_at(self, booked_at: dt.datetime, starts_at: dt.datetime) -> dt.datetime:
        """When the deposit of a set that starts then is due: never before it was booked, never after the set begins."""
        days = dt.timedelta(days=self.due_days)
        wanted = booked_at + days if self.due_from == DueFrom.BOOKING else starts_at - days
        return max(min(wanted, starts_at), booked_at)

    def _check(self) -> None:
        if self.deposit_minor is not None and self.deposit_bp is not None:
            raise ValidationError({"deposit": [_("Enter the deposit as an amount or a share, not both.")]})
        if 0 in (self.deposit_minor, self.deposit_bp):
            raise ValidationError({"deposit": [_("Enter a deposit above zero, or leave it out.")]})
        if self.is_condition and not self.has_deposit:
            raise ValidationError({"condition": [_("Agree on a deposit first.")]})


NO_TERMS = PaymentTerms()
"""What counts where a deal says nothing: no deposit, and the usual time for the balance."""


def terms_in(deal: Mapping[str, Any] | None) -> PaymentTerms:
    """The terms of a deal as it is stored."""
    found = (deal or {}).get("payment")
    return PaymentTerms.of(found) if found else NO_TERMS


def _clean_days(value: object, field: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= DAYS_MAX:
        raise ValidationError({field: [_("Enter a number between 0 and %(most)s.") % {"most": DAYS_MAX}]})
    return value
