"""Splits: leaders of a professional offer parts of what it earns, payees answer."""

import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Router, Status

from accounts.access import get_party_for
from accounts.models import Party, User
from accounts.queries import team
from api.protocol.answering import Made, fresh, once
from api.protocol.auth import somebody
from api.protocol.declared import NOTHING, answers
from api.protocol.lookups import named_currency, named_party
from api.protocol.problems import renamed
from api.shapes.basics import Page
from api.shapes.splits import GivenSplitOut, SplitIn, TakenSplitOut
from studio.access import get_led_professional_for, get_split_for, get_taken_split_for
from studio.actions import answer_split, end_split, leave_split, offer_split
from studio.models import Professional, Service, Split
from studio.queries.splits import all_open_splits, got_by, splits_of_payees
from studio.states import SplitKind
from web.users import SignedInRequest

router = Router(tags=["splits"], auth=somebody)


@router.get("/professionals/{slug}/splits", response=answers(Page[GivenSplitOut]))
@fresh
def split_list(request: SignedInRequest, slug: str):
    """The parts that a professional you lead has offered or gives: those of all services first."""
    professional = get_led_professional_for(request.user, slug)
    splits = all_open_splits(professional.pk)
    for split in splits:
        split.professional = professional
    return Page[GivenSplitOut](items=[GivenSplitOut.of(split) for split in splits], next=None)


@router.post("/professionals/{slug}/splits", response=answers(GivenSplitOut, status=201))
@once
def split_offer(request: SignedInRequest, slug: str, payload: SplitIn):
    """Offer a part of what a professional you lead earns. It counts once the payee accepts it, for sessions that are
    booked from now on. The address of a link is shown only now."""
    professional = get_led_professional_for(request.user, slug)
    try:
        split, token = offer_split(
            acting_user=request.user,
            professional=professional,
            **_part(payload),
            service=_service(professional, payload.service),
            payee=_payee(request.user, payload),
            member=_member(professional.party, payload.member),
            name=payload.name,
        )
    except ValidationError as error:
        field = "amount" if payload.amount else "basis_points"
        raise renamed(error, dict.fromkeys(("kind", "value", "currency"), field)) from error
    url = settings.SITE_URL + reverse("studio:split_take", args=[token]) if token else None
    return Made(GivenSplitOut.of(split, url), secrets=("url",))


@router.delete("/professionals/{slug}/splits/{uuid:split_id}", response=NOTHING)
def split_unmake(request: SignedInRequest, slug: str, split_id: uuid.UUID):
    """Give a part no more; what was to be paid before stays as it was shared."""
    split = get_split_for(request.user, slug, split_id)
    end_split(acting_user=request.user, split_id=split.pk)
    return Status(204, None)


@router.get("/me/splits", response=answers(Page[TakenSplitOut]))
@fresh
def taken_list(request: SignedInRequest):
    """The parts that parties you lead were offered or have."""
    return Page[TakenSplitOut](items=_taken(list(splits_of_payees(request.user))), next=None)


@router.post("/splits/{uuid:split_id}/accept", response=answers(TakenSplitOut))
@once
def split_accept(request: SignedInRequest, split_id: uuid.UUID):
    """Accept a part for the party that it is offered to: it is paid directly from now on."""
    split = get_taken_split_for(request.user, split_id)
    return _answered(answer_split(acting_user=request.user, split_id=split.pk, accepts=True))


@router.post("/splits/{uuid:split_id}/decline", response=answers(TakenSplitOut))
@once
def split_decline(request: SignedInRequest, split_id: uuid.UUID):
    """Say no to a part: it stays with the professional."""
    split = get_taken_split_for(request.user, split_id)
    return _answered(answer_split(acting_user=request.user, split_id=split.pk, accepts=False))


@router.post("/splits/{uuid:split_id}/leave", response=answers(TakenSplitOut))
@once
def split_leave(request: SignedInRequest, split_id: uuid.UUID):
    """Give an accepted part up: it stays with the professional from now on."""
    split = get_taken_split_for(request.user, split_id)
    return _answered(leave_split(acting_user=request.user, split_id=split.pk))


def _part(payload: SplitIn) -> dict[str, Any]:
    """How much it is, as arguments of `offer_split`."""
    if (payload.basis_points is None) == (payload.amount is None):
        raise ValidationError({"basis_points": [_("Give either basis_points or amount.")]})
    if payload.amount is None:
        return {"kind": SplitKind.PERCENT, "value": payload.basis_points}
    currency = named_currency(payload.amount.currency, "amount")
    return {"kind": SplitKind.AMOUNT, "value": payload.amount.amount_minor, "currency": currency}


def _service(professional: Professional, service_id: uuid.UUID | None) -> Service | None:
    if service_id is None:
        return None
    service = professional.services.offered().filter(pk=service_id).first()
    if service is None:
        raise ValidationError({"service": [_("This service doesn’t exist here.")]})
    return service


def _payee(user: User, payload: SplitIn) -> Party | None:
    if payload.payee and payload.member:
        raise ValidationError({"member": [_("Give either payee or member.")]})
    return named_party(get_party_for, user, payload.payee, "payee") if payload.payee else None


def _member(professional: Party, user_id: uuid.UUID | None) -> User | None:
    if user_id is None:
        return None
    found = next((mate.user for mate in team(professional) if mate.user_id == user_id and mate.user.is_active), None)
    if found is None:
        raise ValidationError({"member": [_("Nobody in the team has this id.")]})
    return found


def _answered(split: Split) -> TakenSplitOut:
    return _taken([split])[0]


def _taken(splits: list[Split]) -> list[TakenSplitOut]:
    payees = {split.payee for split in splits if split.payee}
    earned = got_by(list(payees), list({split.professional_id for split in splits})) if splits else {}
    return [TakenSplitOut.of(split, earned) for split in splits]
