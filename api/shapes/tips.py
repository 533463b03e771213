"""Tips as programs see them."""

import datetime as dt
from typing import Self

from ninja import Field, Schema

from api.shapes.basics import Id, Money
from studio.models import Tip


class TipIn(Schema):
    """What you give beyond the price, in the currency of the session: at least one whole unit of it, at most the
    price."""

    amount: Money


class TipOut(Schema):
    """A tip. It is given once its `payment` is paid."""

    id: Id
    amount: Money
    state: str = Field(description="That of its payment")
    payment: Id
    at: dt.datetime

    @classmethod
    def of(cls, tip: Tip, currency: str) -> Self:
        amount = Money(amount_minor=tip.amount_minor, currency=currency)
        return cls(id=tip.pk, amount=amount, state=tip.payment.state, payment=tip.payment_id, at=tip.at)
