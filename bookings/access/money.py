"""Settlements, shares and contracts as one viewer may know them, and the doors to their pages.

The leaders of both sides deal with settlement and contract; site staff look. What the line-up shares is the act's own:
its leaders see and change it, a player reads their own share, the host nothing.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import Viewer
from bookings.access.loaders import get_booking_for, is_in_lineup, is_staff
from bookings.models import Booking, Cancellation, Contract, ContractSignature, Settlement, SettlementSignature, Share
from bookings.queries.contracts import current_terms_hash
from bookings.queries.money import (
    active_sides,
    is_stored,
    is_superseded,
    lines_of,
    money_sides,
    own_share,
    parties_of,
    settlement_of,
    signed_sides,
    totals,
)
from bookings.states import PROMISED, BookingState, SettlementState
from engagements.deals import Deal, StepKind, deal_points, result_note, step_note
from engagements.states import LineKind, Side


@dataclass(frozen=True)
class StepView:
    """One line of a reckoning, with how it came about in words."""

    kind: StepKind
    name: str
    amount_minor: int
    note: str
    is_taken_off: bool


@dataclass(frozen=True)
class Statement:
    """Lines and reckoning together, stored or just typed: `groups` of (label, lines, sum in minor units)."""

    currency: str
    groups: list[tuple[str, list, int]]
    steps: list[StepView]
    result_minor: int


@dataclass(frozen=True)
class SignatureView:
    """A side's typed name, when, and for contracts from which address."""

    side: Side
    party: str
    name: str
    at: dt.datetime
    address: str | None = None


@dataclass(frozen=True)
class CommentView:
    """A word of one side on one version."""

    party: str
    text: str
    version: int
    at: dt.datetime


@dataclass(frozen=True)
class SettlementView:
    """A settlement for a leader of one of its sides or for staff. `unsigned` are the sides they may sign for now.

    `is_superseded`: the booking was called off since, and what was signed no longer counts; `superseded_by` says why.
    `is_disputed`: a report waits for staff, and nobody signs.
    """

    booking: Booking
    version: int
    currency: str
    deal_points: list[str]
    lines: list
    statement: "Statement"
    is_signed: bool
    signed_at: dt.datetime | None
    signatures: list[SignatureView]
    comments: list[CommentView]
    sides: frozenset[Side]
    unsigned: list[Side]
    is_played: bool
    is_superseded: bool
    superseded_by: str
    is_disputed: bool

    @property
    def can_change(self) -> bool:
        return self.can_comment and not self.is_signed

    @property
    def can_comment(self) -> bool:
        return bool(self.sides) and self.booking.state in PROMISED

    @property
    def can_share(self) -> bool:
        return self.can_comment and Side.ACT in self.sides


@dataclass(frozen=True)
class ContractView:
    """One version of a contract for a leader of one of its sides or for staff."""

    contract: Contract
    signatures: list[SignatureView]
    is_signed: bool
    is_old: bool
    unsigned: list[Side]


def get_money_booking_for(user: Viewer, booking_id: UUID) -> Booking:
    """A booking with whose money the user deals. Raises Http404, or PermissionDenied for who only plays in it."""
    booking = get_booking_for(user, booking_id)
    if not (is_staff(user) or money_sides(user, booking)):
        raise PermissionDenied
    return booking


def get_settlement_for(user: Viewer, booking_id: UUID) -> Settlement:
    """The settlement of a booking, perhaps not stored yet. Raises Http404 where there is none, PermissionDenied."""
    booking = get_money_booking_for(user, booking_id)
    settlement = settlement_of(booking)
    if settlement is None:
        raise Http404
    settlement.booking = booking
    return settlement


def get_split_for(user: Viewer, booking_id: UUID) -> tuple[Settlement, bool]:
    """The settlement whose shares the user may read, and whether all of them: the act's leaders and staff may.

    Raises Http404 where there is none, PermissionDenied for the host.
    """
    booking = get_booking_for(user, booking_id)
    reads_all = is_staff(user) or Side.ACT in money_sides(user, booking)
    if not reads_all and not is_in_lineup(user, booking):
        raise PermissionDenied
    settlement = settlement_of(booking)
    if settlement is None:
        raise Http404
    settlement.booking = booking
    return settlement, reads_all


def get_contract_for(user: Viewer, booking_id: UUID, number: int) -> Contract:
    """One version of a contract, with its PDF. Raises Http404, PermissionDenied."""
    booking = get_money_booking_for(user, booking_id)
    contract = Contract.objects.filter(booking=booking, number=number).first()
    if contract is None:
        raise Http404
    contract.booking = booking
    return contract


def shares_for(user: Viewer, settlement: Settlement, *, reads_all: bool) -> list[Share]:
    """The shares that the user may read: all, or their own alone."""
    if not is_stored(settlement):
        return []
    if reads_all:
        return list(settlement.shares.select_related("entry__user"))
    own = own_share(user, settlement.booking)
    return [own] if own else []


def can_share(user: Viewer, booking: Booking) -> bool:
    """Whether the user says who of the line-up gets what."""
    return booking.state in PROMISED and Side.ACT in money_sides(user, booking)


def settlement_view(user: Viewer, settlement: Settlement) -> SettlementView:
    """A settlement for a viewer whom `get_settlement_for` let in; its booking comes `with_show()`."""
    booking, lines = settlement.booking, lines_of(settlement)
    sides, signed = money_sides(user, booking), signed_sides(settlement)
    deal, currency = Deal.of(settlement.deal), settlement.currency_id
    is_open = settlement.state == SettlementState.OPEN and booking.state in PROMISED - {BookingState.DISPUTED}
    is_off = is_superseded(settlement)
    return SettlementView(
        booking=booking,
        version=settlement.version,
        currency=currency,
        deal_points=deal_points(deal, currency),
        lines=lines,
        statement=statement_of(deal, lines, currency),
        is_signed=settlement.state == SettlementState.SIGNED and not is_off,
        signed_at=settlement.signed_at,
        signatures=_signatures(settlement),
        comments=_comments(settlement),
        sides=sides,
        unsigned=sorted(sides - signed) if is_open else [],
        is_played=booking.spot.ends_at <= now(),
        is_superseded=is_off,
        superseded_by=_why_called_off(booking) if is_off else "",
        is_disputed=booking.state == BookingState.DISPUTED,
    )


def _why_called_off(booking: Booking) -> str:
    found = Cancellation.objects.filter(booking=booking).first()
    return found.reason if found else ""


def statement_of(deal: Deal, lines: Sequence, currency: str) -> Statement:
    """What a deal makes of these lines, stored or typed, step by step."""
    sums = totals(lines)
    reckoning = deal.result(sums[LineKind.TAKINGS], sums[LineKind.COST])
    titles = {LineKind.TAKINGS: _("Takings"), LineKind.COST: _("Costs")}
    groups = [(title, [line for line in lines if line.kind == kind], sums[kind]) for kind, title in titles.items()]
    steps = [
        StepView(
            kind=step.kind,
            name=step.name,
            amount_minor=step.amount_minor,
            note=result_note(deal) if step.kind == StepKind.RESULT else step_note(step, currency),
            is_taken_off=step.is_taken_off,
        )
        for step in reckoning.steps
    ]
    return Statement(currency, groups, steps, reckoning.result_minor)


def contract_views(user: Viewer, booking: Booking) -> list[ContractView]:
    """All versions of a booking's contract, the newest first, for a viewer whom `get_money_booking_for` let in."""
    contracts = list(Contract.objects.filter(booking=booking).defer("pdf").prefetch_related("signatures"))
    contracts.reverse()
    if not contracts:
        return []
    sides, terms_hash = active_sides(user, booking), current_terms_hash(booking)
    return [
        _contract_view(contract, booking, sides, is_old=place > 0 or contract.terms_hash != terms_hash)
        for place, contract in enumerate(contracts)
    ]


def signatures_of(contract: Contract) -> list[SignatureView]:
    """Who has signed a version, the first first, for a viewer whom `get_contract_for` let in."""
    return [_signature(contract.booking, signature, signature.address) for signature in contract.signatures.all()]


def _contract_view(contract: Contract, booking: Booking, sides: frozenset[Side], *, is_old: bool) -> ContractView:
    contract.booking = booking
    signatures = signatures_of(contract)
    signed = {signature.side for signature in signatures}
    is_open = not is_old and booking.state == BookingState.CONFIRMED
    return ContractView(
        contract=contract,
        signatures=signatures,
        is_signed=len(signed) == len(Side),
        is_old=is_old,
        unsigned=sorted(sides - signed) if is_open else [],
    )


def _signatures(settlement: Settlement) -> list[SignatureView]:
    """Those below the present version."""
    if not is_stored(settlement):
        return []
    present = settlement.signatures.filter(version=settlement.version)
    return [_signature(settlement.booking, signature) for signature in present]


def _signature(
    booking: Booking, signature: ContractSignature | SettlementSignature, address: str | None = None
) -> SignatureView:
    side = Side(signature.side)
    return SignatureView(side, parties_of(booking)[side].name, signature.name, signature.signed_at, address)


def _comments(settlement: Settlement) -> list[CommentView]:
    if not is_stored(settlement):
        return []
    parties = parties_of(settlement.booking)
    return [
        CommentView(parties[Side(comment.side)].name, comment.text, comment.version, comment.made_at)
        for comment in settlement.comments.all()
    ]
