"""Settlements, contracts and reports in answers, and what is sent about them."""

import datetime as dt
from typing import Annotated, Any, Literal, Self, cast

from ninja import Field, Schema

from api.shapes.basics import Amount, Id, Money, Text, Word
from bookings.access.money import ContractView, SettlementView, SignatureView
from bookings.actions.settlements import LINES_MAX, QUANTITY_MAX, LineDraft
from bookings.models import Report
from engagements.states import LineKind

Side = Literal["act", "host"]
State = Literal["open", "signed", "superseded"]


class SignatureOut(Schema):
    """A side's typed name, and when."""

    side: Side
    party: str
    name: str
    at: dt.datetime

    @classmethod
    def of(cls, signature: SignatureView) -> Self:
        return cls(side=cast(Side, signature.side.value), party=signature.party, name=signature.name, at=signature.at)


class LineIn(Schema):
    """One line: so many tickets at a price, or just an amount. Minor units of the settlement's currency."""

    kind: Literal["takings", "cost"]
    label: Word
    quantity: Annotated[int, Field(ge=0, le=QUANTITY_MAX)] = 1
    unit_minor: Amount

    def draft(self) -> LineDraft:
        return LineDraft(LineKind(self.kind), self.label, self.unit_minor, self.quantity)


class LineOut(Schema):
    """One line; `amount_minor` is quantity times unit."""

    kind: str
    label: str
    quantity: int
    unit_minor: int
    amount_minor: int


class StepOut(Schema):
    """One line of the reckoning, with how it came about in words."""

    kind: str
    name: str
    amount_minor: int
    note: str


class CommentOut(Schema):
    """A word of one side on one version."""

    party: str
    text: str
    version: int
    at: dt.datetime


class SettlementOut(Schema):
    """What came in, what it cost, and what the act gets."""

    booking: Id
    version: int = Field(description="Send it with a change or a signature: what you have not seen is not signed")
    state: State
    deal: list[str] = Field(description="What was agreed, in words")
    lines: list[LineOut]
    steps: list[StepOut]
    result: Money
    signatures: list[SignatureOut] = Field(description="Below the present version")
    comments: list[CommentOut]
    signed_at: dt.datetime | None

    @classmethod
    def of(cls, view: SettlementView) -> Self:
        state: State = "superseded" if view.is_superseded else "signed" if view.is_signed else "open"
        return cls(
            booking=view.booking.pk,
            version=view.version,
            state=state,
            deal=view.deal_points,
            lines=[LineOut.model_validate(line, from_attributes=True) for line in view.lines],
            steps=[
                StepOut(kind=step.kind, name=step.name, amount_minor=step.amount_minor, note=step.note)
                for step in view.statement.steps
            ],
            result=Money(amount_minor=view.statement.result_minor, currency=view.currency),
            signatures=[SignatureOut.of(signature) for signature in view.signatures],
            comments=[CommentOut.model_validate(comment, from_attributes=True) for comment in view.comments],
            signed_at=view.signed_at,
        )


class SettlementIn(Schema):
    """All lines anew, for the version that you have read."""

    version: int = Field(ge=0, lt=2**31)
    lines: Annotated[list[LineIn], Field(max_length=LINES_MAX)]


class SignIn(Schema):
    """One's typed name; `side` only for who leads both."""

    name: Word
    side: Side | None = None


class SettlementSignIn(SignIn):
    """The same below one version."""

    version: int = Field(ge=0, lt=2**31)


class CommentIn(Schema):
    text: Text


class ContractOut(Schema):
    """One version of a contract: its frozen terms, and who has signed it."""

    number: int
    language: str
    made_at: dt.datetime
    is_old: bool = Field(description="A newer version stands, or a term has changed since: nobody can sign it")
    is_signed: bool = Field(description="By both sides")
    sha256: str = Field(description="Of its PDF")
    terms: dict[str, Any] = Field(description="As they were agreed")
    signatures: list[SignatureOut]

    @classmethod
    def of(cls, view: ContractView) -> Self:
        contract = view.contract
        return cls(
            number=contract.number,
            language=contract.language,
            made_at=contract.made_at,
            is_old=view.is_old,
            is_signed=view.is_signed,
            sha256=contract.sha256,
            terms=contract.terms,
            signatures=[SignatureOut.of(signature) for signature in view.signatures],
        )


class ContractIn(Schema):
    """In which language it is worded: one of the site's."""

    language: Word = "en"


class ReportIn(Schema):
    """`no_show`: the other side did not come; `dispute`: something else. Staff and the other side read it."""

    kind: Word
    text: Text


class ReportOut(Schema):
    """A report; `resolution` is what staff decided, with the state that the booking then had."""

    id: Id
    booking: Id
    side: Side
    kind: str
    text: str
    reported_at: dt.datetime
    resolved_at: dt.datetime | None
    resolved_to: str
    resolution: str

    @classmethod
    def of(cls, report: Report) -> Self:
        return cls(
            id=report.pk,
            booking=report.booking_id,
            side=report.side,  # type: ignore[arg-type]  # pydantic compares it with the literal
            kind=report.kind,
            text=report.text,
            reported_at=report.reported_at,
            resolved_at=report.resolved_at,
            resolved_to=report.resolved_to or "",
            resolution=report.resolution,
        )
