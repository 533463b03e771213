"""Splits: leaders of a professional offer parts of what it earns, payees accept them, decline them or leave."""

import datetime as dt
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Sum
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.access import can_lead, require_active, require_lead
from accounts.actions.memberships import lock_led_party, lock_parties
from accounts.actions.parties import ensure_person_party
from accounts.errors import InviteGone
from accounts.models import Party, User
from accounts.queries import issuers_of, leaders
from accounts.states import INACTIVE, LEADING_ROLES, Approval
from catalogue.models import Currency
from engagements.actions.transactions import one_transaction
from engagements.deals import WHOLE_BP
from engagements.errors import WrongState
from notifications.actions import notify
from payments.queries.payouts import is_out_of_reach
from studio.models import NAME_MAX, Professional, Service, Split
from studio.queries.splits import find_split, is_split_open, open_splits
from studio.states import OPEN_SPLITS, SplitKind, SplitState
from web.money import AMOUNT_MINOR_MAX
from web.secrets import make_secret
from web.texts import clean_line

SPLITS_MAX = 20
"""For one service, and for all."""


@one_transaction
def offer_split(
    *,
    acting_user: User,
    professional: Professional,
    kind: str,
    value: int,
    service: Service | None = None,
    currency: Currency | None = None,
    payee: Party | None = None,
    member: User | None = None,
    name: str = "",
    at: dt.datetime | None = None,
) -> tuple[Split, str]:
    """Offer a part of the price of sessions that are booked from now on, of one service or of all. Also returns the
    token of its link, which is not stored; empty where there is none.

    `value`: basis points, or minor units of `currency`. `payee`, or the own party of `member`, gets it once its leaders
    accept; without both whoever opens the link. Locks the party. Raises ValidationError by field (kind, value, service,
    currency, payee, name), PermissionDenied, NotApproved, Busy.
    """
    require_lead(acting_user, professional.party)
    if member is not None:
        payee = ensure_person_party(member)  # a person is locked before parties
    lock_led_party(acting_user, professional.party)
    require_active(professional.party)
    _check_service(professional, service)
    _check_value(professional, service, kind, value, currency)
    if payee is not None:
        _check_payee(professional, payee)
        if open_splits(professional.pk, service.pk if service else None).filter(payee=payee).exists():
            raise ValidationError({"payee": [_("They already have a split. End it first.")]})
    said = clean_line("name", name, longest=NAME_MAX, required=payee is None)
    token, token_hash = make_secret() if payee is None else ("", None)
    split = Split.objects.create(
        professional=professional, service=service, payee=payee, name=said, kind=kind, value=value,
        currency=currency if kind == SplitKind.AMOUNT else None, offered_by=acting_user, offered_at=at or now(),
        token_hash=token_hash,
    )  # fmt: skip
    if payee:
        told = [user for user in leaders(payee) if user != acting_user]
        notify(users=told, kind="studio.split_offered", path=reverse("studio:splits_taken"), data=_about(split))
    return split, token


def _check_service(professional: Professional, service: Service | None) -> None:
    if service and (service.professional_id != professional.pk or service.retired_at):
        raise ValidationError({"service": [_("Choose one of these.")]})


def _check_value(
    professional: Professional, service: Service | None, kind: str, value: int, currency: Currency | None
) -> None:
    """Percentages leave something to the professional. Assumes its party locked."""
    offered = open_splits(professional.pk, service.pk if service else None)
    if offered.count() >= SPLITS_MAX:
        raise ValidationError({"value": [_("You can have %(count)s splits. End one first.") % {"count": SPLITS_MAX}]})
    if kind == SplitKind.PERCENT:
        given = offered.filter(kind=SplitKind.PERCENT).aggregate(sum=Sum("value"))["sum"] or 0
        if not 1 <= value < WHOLE_BP:
            raise ValidationError({"value": [_("Enter a percentage between 0.01 and 99.99.")]})
        if given + value >= WHOLE_BP:
            raise ValidationError({"value": [_("Splits must add up to less than 100 %.")]})
    elif kind == SplitKind.AMOUNT:
        if not 1 <= value <= AMOUNT_MINOR_MAX:
            raise ValidationError({"value": [_("Enter an amount.")]})
        if currency is None:
            raise ValidationError({"currency": [_("Choose a currency.")]})
    else:
        raise ValidationError({"kind": [_("Choose one of these.")]})


def _check_payee(professional: Professional, payee: Party) -> None:
    if payee.pk == professional.pk:
        raise ValidationError({"payee": [_("That’s you. You get what’s left anyway.")]})
    if payee.approval in INACTIVE:
        raise ValidationError({"payee": [_("This account no longer exists.")]})


@one_transaction
def end_split(*, acting_user: User, split_id: UUID, at: dt.datetime | None = None) -> Split:
    """End a part, or its link: payments that are due already stay as they are. Nothing happens if it has ended. Raises
    PermissionDenied, Busy."""
    split = _lock(split_id)
    require_lead(acting_user, split.professional.party)
    if not split.is_open:
        return split
    _move(split, SplitState.ENDED, None, at or now())
    if split.payee:
        told = [user for user in leaders(split.payee) if user != acting_user]
        notify(users=told, kind="studio.split_ended", path=reverse("studio:splits_taken"), data=_about(split))
    return split


@one_transaction
def answer_split(*, acting_user: User, split_id: UUID, accepts: bool, at: dt.datetime | None = None) -> Split:
    """A leader of the payee accepts a part, which holds for payments from now on, or declines it; saying the same again
    changes nothing. Raises PermissionDenied, ValidationError, WrongState, NotApproved, Busy."""
    split = _lock(split_id)
    if split.payee is None or not can_lead(acting_user, split.payee):
        raise PermissionDenied
    to = SplitState.ACCEPTED if accepts else SplitState.DECLINED
    if split.state == to:
        return split
    if split.state != SplitState.OFFERED:
        raise WrongState(split.state)
    if accepts:
        _require_payable(split.payee)
    _move(split, to, acting_user, at or now())
    _tell_professional(split, acting_user)
    return split


@one_transaction
def leave_split(*, acting_user: User, split_id: UUID, at: dt.datetime | None = None) -> Split:
    """Give up a part for its payee; it stays with the professional from then on. Nothing happens if it has ended.
    Raises PermissionDenied, WrongState for what is not accepted, Busy."""
    split = _lock(split_id)
    if split.payee is None or not can_lead(acting_user, split.payee):
        raise PermissionDenied
    if split.state == SplitState.ENDED:
        return split
    if split.state != SplitState.ACCEPTED:
        raise WrongState(split.state)
    _move(split, SplitState.ENDED, None, at or now())
    _tell_professional(split, acting_user)
    return split


@one_transaction
def take_split(*, acting_user: User, token: str, party: Party | None, at: dt.datetime | None = None) -> Split:
    """Accept the part behind a link for a party that the user leads, or for themselves (None). The link is used up.
    Raises InviteGone, PermissionDenied, ValidationError at `party`, NotApproved, Busy."""
    known = find_split(token)
    if known is None:
        raise InviteGone
    payee = party or ensure_person_party(acting_user)
    lock_parties(known.professional.party, payee)
    split = _lock(known.pk)
    if not is_split_open(split, at or now()):
        raise InviteGone
    require_lead(acting_user, payee)
    if payee.pk == split.professional_id:
        raise ValidationError({"party": [_("Choose someone other than the professional.")]})
    if open_splits(split.professional_id, split.service_id).filter(payee=payee).exists():
        raise ValidationError({"party": [_("They already have a split here.")]})
    _require_payable(payee)
    split.payee = payee
    _move(split, SplitState.ACCEPTED, acting_user, at or now())
    _tell_professional(split, acting_user)
    return split


def end_split_links(party: Party) -> None:
    """End the links of those who may no longer offer parts of what this party earns, and what is offered or given to a
    party that is closed for good. Registered with `accounts.hooks.rights_changed`."""
    at = now()
    links = Split.objects.filter(professional=party.pk, payee=None, state=SplitState.OFFERED)
    links.exclude(offered_by__in=issuers_of(party, LEADING_ROLES)).update(state=SplitState.ENDED, ended_at=at)
    if party.approval == Approval.CLOSED:
        Split.objects.filter(payee=party, state__in=OPEN_SPLITS).update(state=SplitState.ENDED, ended_at=at)


def _require_payable(payee: Party) -> None:
    require_active(payee)
    if is_out_of_reach(payee):
        raise ValidationError({"party": [_("Card payments can’t be sent to their country.")]})


def _lock(split_id: UUID) -> Split:
    """A split, read again under the locks of its two parties, which payments of sessions take too. Raises
    Split.DoesNotExist."""
    known = Split.objects.select_related("professional__party", "payee").get(pk=split_id)
    lock_parties(*filter(None, [known.professional.party, known.payee]))
    found = Split.objects.select_for_update(no_key=True, of=("self",))
    return found.select_related("professional__party", "payee", "service", "currency").get(pk=split_id)


def _move(split: Split, to: SplitState, answered_by: User | None, at: dt.datetime) -> None:
    split.state = to
    if to == SplitState.ENDED:
        split.ended_at = at
    else:
        split.answered_by, split.answered_at = answered_by, at
    split.save(update_fields=["state", "payee", "ended_at", "answered_by", "answered_at"])


def _tell_professional(split: Split, by: User) -> None:
    party = split.professional.party
    told = [user for user in leaders(party) if user != by]
    path = reverse("studio:splits", args=[party.slug])
    notify(users=told, kind="studio.split_answered", path=path, data=_about(split))


def _about(split: Split) -> dict[str, str]:
    return {"split": str(split.pk)}
