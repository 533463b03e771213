"""Other terms, as they are sent."""

from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from ninja import Schema
from pydantic import Field

from api.shapes.basics import Id, Instant, Money, Text, Tier
from bookings.actions import OfferTerms
from engagements.deals import Deal


class CounterIn(Schema):
    """What changes, and nothing else: what is left out stays as it is. `deal` includes the fee, in `fee`'s currency or
    the present one; a `fee` of null is one to be agreed. `offer` is the number of the offer that you read,
    `version` that of the booking as you saw it. `despite_conflicts`: although someone in your line-up is busy then."""

    message: Text = ""
    despite_conflicts: bool = False
    offer: int | None = Field(default=None, ge=1, le=10_000)
    version: int | None = Field(default=None, ge=1, le=2_147_483_647)
    fee: Money | None = None
    deal: dict[str, Any] | None = None
    cancellation_tiers: list[Tier] | None = Field(default=None, max_length=20)
    call_at: Instant | None = None
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    released_at: Instant | None = None
    lineup: list[Id] | None = Field(default=None, max_length=200)
    answer_by: Instant | None = None

    def terms(self, present: OfferTerms) -> OfferTerms:
        """The whole of the offer, where `present` are the terms that count. Raises ValidationError({"deal": ...})."""
        values: dict[str, Any] = {name: getattr(self, name) for name in TERMS}
        if "fee" in self.model_fields_set:
            values["deal"] = self._plain_fee(present)
            values["fee_minor"] = self.fee.amount_minor if self.fee else None
            values["fee_currency"] = self.fee.currency if self.fee else None
        if self.deal is not None:
            values["deal"] = read_deal(self.deal)
        return replace(present, **values)

    def _plain_fee(self, present: OfferTerms) -> Deal | None:
        """A deal of this fee, where terms of payment stay as they are; None where a fee says it all."""
        if self.fee is None or present.deal is None or present.deal.payment is None:
            return None
        terms = {"payment": present.deal.payment.to_json()}
        return read_deal(Deal.flat(self.fee.amount_minor).to_json() | terms)


TERMS = ("cancellation_tiers", "call_at", "starts_at", "ends_at", "released_at", "lineup")


def read_deal(data: dict[str, Any]) -> Deal:
    """A deal as it was sent. Raises ValidationError, each of its fields as `deal.<field>`."""
    try:
        return Deal.of(data)
    except ValidationError as error:
        raise ValidationError({f"deal.{field}": said for field, said in error.message_dict.items()}) from error
