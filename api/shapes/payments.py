"""Payments in answers, and what is sent about them."""

import datetime as dt
from typing import Annotated, Literal, Self

from ninja import Field, Schema
from pydantic import AfterValidator, AnyHttpUrl

from api.shapes.basics import LONGEST_WORD, Id, Money, Word
from payments.access import PaymentFacts
from payments.models import Refund

LONGEST_ADDRESS = 2000
OWN_MACHINE = ("localhost", "127.0.0.1", "[::1]")


def _short_enough(address: AnyHttpUrl) -> AnyHttpUrl:
    if len(str(address)) > LONGEST_ADDRESS:
        raise ValueError(f"An address has {LONGEST_ADDRESS} characters at most.")
    return address


def _encrypted(address: AnyHttpUrl) -> AnyHttpUrl:
    """Someone who has just paid is sent there: encrypted, unless it is on their own machine."""
    if address.scheme != "https" and address.host not in OWN_MACHINE:
        raise ValueError("The address has to begin with https://.")
    return address


Address = Annotated[AnyHttpUrl, AfterValidator(_short_enough), AfterValidator(_encrypted)]


class ShareOut(Schema):
    """What one payee gets, before the fee."""

    party: str
    amount: Money


class RefundOut(Schema):
    """Money that goes back, or went back: `begun`, `done` or `failed`."""

    id: Id
    state: str
    amount: Money
    reason: str = Field(description="cancelled, by_payee, by_staff, at_provider")
    text: str
    begun_at: dt.datetime

    @classmethod
    def of(cls, refund: Refund, currency: str) -> Self:
        return cls(
            id=refund.pk,
            state=refund.state,
            amount=Money(amount_minor=refund.amount_minor, currency=currency),
            reason=refund.reason,
            text=refund.text,
            begun_at=refund.begun_at,
        )


class PaymentOut(Schema):
    """A payment. For a payee of several, `amount`, `fee`, `payees` and `refunded` are of its own share alone."""

    id: Id
    state: str
    version: int
    amount: Money
    fee: Money | None = Field(description="What the site keeps of `amount`; null for the payer, whom it costs nothing")
    purpose: str
    title: str = Field(description="What it is for, in words")
    payer: str
    payees: list[ShareOut]
    due_at: dt.datetime
    expires_at: dt.datetime | None = Field(description="Until then the present page to pay on is open")
    refunded: Money
    refunds: list[RefundOut] = Field(description="Not for a payee of several")
    is_real: bool = Field(description="false: test money")

    @classmethod
    def of(cls, view: PaymentFacts, title: str) -> Self:
        payment, currency = view.payment, view.currency

        def money(amount_minor: int) -> Money:
            return Money(amount_minor=amount_minor, currency=currency)

        return cls(
            id=payment.pk,
            state=payment.state,
            version=payment.version,
            amount=money(view.amount_minor),
            fee=money(view.fee_minor) if view.sees_fees else None,
            purpose=payment.purpose,
            title=title,
            payer=payment.payer.slug,
            payees=[ShareOut(party=share.payee.slug, amount=money(share.amount_minor)) for share in view.shares],
            due_at=payment.due_at,
            expires_at=view.running.expires_at if view.running else None,
            refunded=money(view.refunded_minor),
            refunds=[RefundOut.of(refund, currency) for refund in view.refunds],
            is_real=payment.livemode,
        )


class InvoiceOut(Schema):
    """A payment that was made, and its receipt."""

    payment: PaymentOut
    pdf_url: str = Field(description="The receipt as PDF, for the same token")


class CheckoutIn(Schema):
    """Where the payer goes afterwards."""

    success_url: Address
    cancel_url: Address


class CheckoutOut(Schema):
    """The page to pay on."""

    url: str


class MarkPaidIn(Schema):
    """How it was paid, outside the site."""

    means: Literal["transfer", "cash"]
    version: int | None = Field(None, ge=0, lt=2**31, description="Of the payment as you saw it")


class RefundIn(Schema):
    """What goes back: `null` for all that is left. Both sides read the reason."""

    amount: Money | None = None
    reason: Word = Field("", description=f"Required; {LONGEST_WORD} characters at most")
    version: int | None = Field(None, ge=0, lt=2**31, description="Of the payment as you saw it")


class BalanceOut(Schema):
    """What the site holds for a party, and what the party owes the site, in one currency."""

    held: Money
    owed: Money
