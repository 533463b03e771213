"""The payments of a booking, in its answer."""

import datetime as dt
from typing import Self

from ninja import Field, Schema

from api.shapes.basics import Id, Money
from booking_payments.queries.listing import PaymentOfBooking


class PayeeOut(Schema):
    """What one payee gets, before the fee."""

    party: str
    amount: Money


class BookingPaymentOut(Schema):
    """A payment of a booking, for the leaders of both its sides and for staff."""

    id: Id
    state: str
    amount: Money
    fee: Money | None = Field(description="What the site keeps of `amount`; null for the payer, whom it costs nothing")
    purpose: str = Field(description="deposit, balance, cancellation or repayment")
    payer: str
    payees: list[PayeeOut]
    due_at: dt.datetime
    expires_at: dt.datetime | None
    refunded: Money

    @classmethod
    def of(cls, found: PaymentOfBooking) -> Self:
        payment = found.payment

        def money(amount_minor: int) -> Money:
            return Money(amount_minor=amount_minor, currency=payment.currency_id)

        return cls(
            id=payment.pk,
            state=payment.state,
            amount=money(payment.amount_minor),
            fee=None if found.fee_minor is None else money(found.fee_minor),
            purpose=payment.purpose,
            payer=payment.payer.slug,
            payees=[
                PayeeOut(party=share.payee.slug, amount=money(share.amount_minor)) for share in payment.shares.all()
            ],
            due_at=payment.due_at,
            expires_at=payment.expires_at,
            refunded=money(found.refunded_minor),
        )
