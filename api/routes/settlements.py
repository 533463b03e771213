"""The papers of a booking: its settlement, its contracts, and what a side reports of the night."""

import uuid

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from api.protocol.answering import Made, fresh, once, private
from api.protocol.auth import somebody
from api.protocol.declared import PDF, answers
from api.shapes.basics import Page
from api.shapes.settlements import (
    CommentIn,
    ContractIn,
    ContractOut,
    ReportIn,
    ReportOut,
    SettlementIn,
    SettlementOut,
    SettlementSignIn,
    SignIn,
)
from bookings.access import get_booking_for
from bookings.access.money import (
    contract_views,
    get_contract_for,
    get_money_booking_for,
    get_settlement_for,
    settlement_view,
)
from bookings.actions import report_booking
from bookings.actions.contracts import make_contract, sign_contract
from bookings.actions.settlements import change_settlement, comment_settlement, sign_settlement
from bookings.models import Booking
from bookings.pages.contracts import contract_file, signed_contract_file
from bookings.queries.money import money_sides
from engagements.states import Channel, Side

router = Router(tags=["settlements and contracts"], auth=somebody)


@router.get("/bookings/{uuid:booking_id}/settlement", response=answers(SettlementOut))
@fresh
def settlement_show(request: HttpRequest, booking_id: uuid.UUID):
    """What came in, what it cost and what the act gets; for the leaders of both sides. 404 where no fee was agreed."""
    return _settlement(request, booking_id)


@router.post("/bookings/{uuid:booking_id}/settlement", response=answers(SettlementOut))
@once
def settlement_change(request: HttpRequest, booking_id: uuid.UUID, payload: SettlementIn):
    """Write all lines anew. Signatures made before no longer count, and the other side is told."""
    found = get_settlement_for(request.user, booking_id)
    lines = [line.draft() for line in payload.lines]
    change_settlement(
        acting_user=request.user, booking=found.booking, version=payload.version, lines=lines, channel=Channel.API
    )
    return _settlement(request, booking_id)


@router.post("/bookings/{uuid:booking_id}/settlement/sign", response=answers(SettlementOut))
@once
def settlement_sign(request: HttpRequest, booking_id: uuid.UUID, payload: SettlementSignIn):
    """Sign the version that you have read, once the set is over."""
    found = get_settlement_for(request.user, booking_id)
    sign_settlement(
        acting_user=request.user,
        booking=found.booking,
        version=payload.version,
        name=payload.name,
        side=_side(request, found.booking, payload),
        channel=Channel.API,
    )
    return _settlement(request, booking_id)


@router.post("/bookings/{uuid:booking_id}/settlement/comments", response=answers(SettlementOut, status=201))
@once
def settlement_comment(request: HttpRequest, booking_id: uuid.UUID, payload: CommentIn):
    """Say a word on it."""
    found = get_settlement_for(request.user, booking_id)
    comment_settlement(acting_user=request.user, booking=found.booking, text=payload.text, channel=Channel.API)
    return Made(_settlement(request, booking_id))


@router.get("/bookings/{uuid:booking_id}/contracts", response=answers(Page[ContractOut]))
@fresh
def contract_list(request: HttpRequest, booking_id: uuid.UUID):
    """All versions of the contract, the newest first; for the leaders of both sides."""
    booking = get_money_booking_for(request.user, booking_id)
    return Page[ContractOut](items=[ContractOut.of(view) for view in contract_views(request.user, booking)])


@router.post("/bookings/{uuid:booking_id}/contracts", response=answers(ContractOut, status=201))
@once
def contract_make(request: HttpRequest, booking_id: uuid.UUID, payload: ContractIn):
    """Freeze the terms of a confirmed booking into the next version. The other side is told."""
    booking = get_money_booking_for(request.user, booking_id)
    made = make_contract(
        acting_user=request.user, booking=booking, language=payload.language, channel=Channel.API
    )  # fmt: skip
    return Made(_contract(request, booking_id, made.number))


@router.get("/bookings/{uuid:booking_id}/contracts/{int:number}/pdf", response=answers(None), openapi_extra=PDF)
def contract_document(request: HttpRequest, booking_id: uuid.UUID, number: int, signed: bool = False):
    """A version of the contract as PDF, byte for byte as it was hashed; with `signed=true` a copy with the signatures
    made so far."""
    found = get_contract_for(request.user, booking_id, number)
    return private(signed_contract_file(found) if signed else contract_file(found))


@router.post("/bookings/{uuid:booking_id}/contracts/{int:number}/sign", response=answers(ContractOut))
@once
def contract_sign(request: HttpRequest, booking_id: uuid.UUID, number: int, payload: SignIn):
    """Sign a version with your typed name. The time and the address that it comes from are kept with it."""
    found = get_contract_for(request.user, booking_id, number)
    sign_contract(
        acting_user=request.user,
        contract=found,
        side=_side(request, found.booking, payload),
        name=payload.name,
        address=get_adapter(request).get_client_ip(request),
        channel=Channel.API,
    )
    return _contract(request, booking_id, number)


@router.post("/bookings/{uuid:booking_id}/reports", response=answers(ReportOut, status=201))
@once
def booking_report(request: HttpRequest, booking_id: uuid.UUID, payload: ReportIn):
    """Tell staff what went wrong, from the call to seven days after. The other side reads it."""
    booking = get_booking_for(request.user, booking_id)
    report = report_booking(
        acting_user=request.user, booking=booking, kind=payload.kind, text=payload.text, channel=Channel.API
    )
    return Made(ReportOut.of(report))


def _side(request: HttpRequest, booking: Booking, payload: SignIn) -> Side:
    """The side to sign for. Raises PermissionDenied, ValidationError at `side` where one leads both and says none."""
    led = money_sides(request.user, booking)
    if payload.side:
        return Side(payload.side)
    if not led:
        raise PermissionDenied
    if len(led) > 1:
        raise ValidationError({"side": [_("You lead both sides. Choose which one you sign for.")]})
    return next(iter(led))


def _settlement(request: HttpRequest, booking_id: uuid.UUID) -> SettlementOut:
    return SettlementOut.of(settlement_view(request.user, get_settlement_for(request.user, booking_id)))


def _contract(request: HttpRequest, booking_id: uuid.UUID, number: int) -> ContractOut:
    views = contract_views(request.user, get_money_booking_for(request.user, booking_id))
    found = next((view for view in views if view.contract.number == number), None)
    if found is None:
        raise Http404
    return ContractOut.of(found)
