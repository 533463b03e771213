"""How a host fills a spot: it invites an act, or hands out a link by which one act comes, once."""

import datetime as dt
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.access import can_lead, can_see_party, require_active
from accounts.models import Party, User
from availability.actions import lock_calendars
from bookings.access import can_fill_spot
from bookings.access.bills import why_over, working_invites_of
from bookings.actions.applications import apply
from bookings.actions.beginnings import (
    new_booking,
    require_may_bring,
    require_not_again,
    require_plays,
    require_spot_open,
    require_welcome,
    store_booking,
)
from bookings.actions.conflicts import claims_wanted, names_of
from bookings.actions.doing import Doing
from bookings.actions.locking import concerned_calendars, lock_show
from bookings.actions.shows import require_approved
from bookings.actions.telling import tell, touch_night
from bookings.actions.turns import require_active_headliner
from bookings.models import Booking, Show, Spot, SpotInvite
from bookings.states import Event, InitiatedBy, ShowState, SpotState
from engagements.actions.conflicts import refuse_taken
from engagements.actions.inputs import clean_deal, clean_fee, clean_message
from engagements.actions.transactions import one_transaction
from engagements.deals import Deal
from engagements.errors import WrongState
from engagements.queries.people import leaders_of
from engagements.states import Channel
from web.secrets import make_secret

DAYS_MAX = 90
OPEN_MAX = 20
"""Links to one spot that are open at a time."""


@one_transaction
def invite_act(
    *,
    acting_user: User,
    spot: Spot,
    act: Party,
    message: str = "",
    fee_minor: int | None = None,
    fee_currency: str | None = None,
    deal: Deal | None = None,
    answer_by: dt.datetime | None = None,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Booking:
    """Invite an act to an open spot; it answers by `answer_by`, else within the days that staff have set.

    Without a fee it is that of the spot; `deal` includes the fee. Nothing is claimed yet; what is promised elsewhere
    already is refused now, as a courtesy. Raises PermissionDenied, NotApproved, WrongState, `Taken`, ValidationError by
    field.
    """
    doing = Doing.begin(acting_user, channel, at)
    message = clean_message(message)
    fee_minor, fee_currency, stored_deal = clean_deal(fee_minor, fee_currency, deal)
    fee = (fee_minor, fee_currency)
    spot = _lock_spot(spot)
    if not can_fill_spot(acting_user, spot) or not can_see_party(acting_user, act):
        raise PermissionDenied
    require_active_headliner(acting_user, spot.show)
    _require_hosts_fee(acting_user, spot, fee, stored_deal)
    require_plays(act)
    require_approved(act)
    require_spot_open(spot, act, doing)
    require_not_again(spot, act, InitiatedBy.INVITATION, doing)
    require_welcome(acting_user, spot.show.owner, act)
    return begin_invitation(spot, act, doing, message, fee, answer_by, deal=stored_deal)


def begin_invitation(
    spot: Spot,
    act: Party,
    doing: Doing,
    message: str,
    fee: tuple[int | None, str | None],
    answer_by: dt.datetime | None = None,
    *,
    deal: dict[str, Any] | None = None,
) -> Booking:
    """Ask the act, in the name of the host; nobody's, where the clock does it. Assumes the show locked, its rules kept.

    Raises `Taken` when the act is promised then, before anything is written.
    """
    show = spot.show
    fee_minor, fee_currency = (spot.fee_minor, spot.fee_currency_id) if fee[0] is None else fee
    booking = new_booking(
        spot,
        act,
        InitiatedBy.INVITATION,
        doing,
        message=message,
        fee_minor=fee_minor,
        fee_currency=fee_currency,
        deal=deal,
        answer_by=answer_by,
    )
    lock_calendars(concerned_calendars(show, [booking]))
    refuse_taken(claims_wanted(spot, [act.calendar_id]), names_of(show, booking), show.timezone)
    store_booking(booking, doing)
    doing.note(Event.INVITED, show=show, booking=booking, after=booking.state, text=message)
    touch_night(show, [booking])
    tell(doing, leaders_of(act), "invited", booking)
    return booking


@one_transaction
def create_spot_invite(
    *,
    acting_user: User,
    spot: Spot,
    act: Party | None = None,
    message: str = "",
    fee_minor: int | None = None,
    fee_currency: str | None = None,
    expires_in_days: int = 14,
    at: dt.datetime | None = None,
) -> tuple[SpotInvite, str]:
    """A link to an open spot for one act, and its token, which is not stored.

    It names its act, or whoever opens it may apply with one; it works once, until it expires, at the latest by the
    call. Raises PermissionDenied, NotApproved, WrongState, ValidationError by field.
    """
    doing = Doing.begin(acting_user, Channel.PAGE, at)
    message = clean_message(message)
    fee_minor, fee_currency = clean_fee(fee_minor, fee_currency)
    spot = _lock_spot(spot)
    if not can_fill_spot(acting_user, spot) or (act and not can_see_party(acting_user, act)):
        raise PermissionDenied
    require_active(spot.show.owner)
    require_active_headliner(acting_user, spot.show)
    _require_hosts_fee(acting_user, spot, (fee_minor, fee_currency))
    if act:
        require_plays(act)
        require_approved(act)
        require_welcome(acting_user, spot.show.owner, act)
    _require_link_useful(spot, doing)
    if type(expires_in_days) is not int or not 1 <= expires_in_days <= DAYS_MAX:
        raise ValidationError({"expires_in_days": [_("Enter a number between 1 and %(most)s.") % {"most": DAYS_MAX}]})
    token, token_hash = make_secret()
    invite = SpotInvite.objects.create(
        spot=spot,
        act=act,
        token_hash=token_hash,
        message=message,
        fee_minor=fee_minor,
        fee_currency_id=fee_currency,
        created_by=acting_user,
        created_at=doing.at,
        expires_at=min(doing.at + dt.timedelta(days=expires_in_days), spot.call_at),
    )
    return invite, token


def _require_hosts_fee(
    user: User, spot: Spot, fee: tuple[int | None, str | None], deal: dict[str, Any] | None = None
) -> None:
    """A headliner that books for its host offers what the host put on the spot, and no other fee or deposit."""
    is_hosts = deal is None and (fee[0] is None or fee == (spot.fee_minor, spot.fee_currency_id))
    if is_hosts or can_lead(user, spot.show.owner):
        return
    raise ValidationError({"fee_minor": [_("The host sets the fee. Leave it out to use the slot’s fee.")]})


def _require_link_useful(spot: Spot, doing: Doing) -> None:
    if spot.show.state != ShowState.OPEN or spot.state != SpotState.OPEN:
        raise WrongState(spot.state, _("This slot isn’t open."))
    if spot.call_at <= doing.at:
        raise WrongState(spot.show.state, _("Applications for this slot have closed."))
    if spot.invites.filter(used_at=None, revoked_at=None, expires_at__gt=doing.at).count() >= OPEN_MAX:
        raise WrongState(spot.state, _("This slot has enough open links. Revoke one first."))


@one_transaction
def revoke_spot_invite(*, acting_user: User, invite: SpotInvite, at: dt.datetime | None = None) -> SpotInvite:
    """Nobody comes by this link any more. Revoking twice is once; what it has led to stays. Raises PermissionDenied."""
    doing = Doing.begin(acting_user, Channel.PAGE, at)
    spot = _lock_spot(invite.spot)
    if not can_fill_spot(acting_user, spot):
        raise PermissionDenied
    spot.invites.filter(pk=invite.pk, used_at=None, revoked_at=None).update(revoked_at=doing.at)
    return spot.invites.get(pk=invite.pk)


@one_transaction
def use_spot_invite(
    *,
    acting_user: User,
    invite: SpotInvite,
    act: Party,
    message: str = "",
    lineup: Collection[UUID | str] | None = None,
    despite_conflicts: bool | str = False,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Booking:
    """Come by a link, which is used up by it: to an invitation that the act may accept at once, where the link names
    the act; else to an application with `message` and `lineup`, which the host answers.

    Two that use one link wait for each other at the show, and the later one finds it used. Raises PermissionDenied,
    NotApproved, WrongState, `Taken`, LineupConflicts, ValidationError by field.
    """
    doing = Doing.begin(acting_user, channel, at)
    message = clean_message(message)
    spot = _lock_spot(invite.spot)
    present = spot.invites.get(pk=invite.pk)
    over = why_over(present, doing.at)
    if over:
        raise WrongState("over", over)
    if present.act_id and present.act_id != act.pk:
        raise PermissionDenied
    require_may_bring(acting_user, act)
    require_spot_open(spot, act, doing)
    require_welcome(doing.user, act, spot.show.owner)  # in the words of whoever comes, not of the host
    fee = (present.fee_minor, present.fee_currency_id)
    if present.act_id:
        booking = begin_invitation(spot, act, doing, present.message, fee)
    else:
        fee = fee if fee[0] is not None else (spot.fee_minor, spot.fee_currency_id)
        terms = {"message": message, "fee_minor": fee[0], "fee_currency": fee[1]}
        booking = apply(spot, act, doing, lineup, despite_conflicts=despite_conflicts, **terms)
    present.used_at, present.booking = doing.at, booking
    present.save(update_fields=["used_at", "booking"])
    return booking


def end_spot_invites(party: Party) -> None:
    """End the links to spots of those who may no longer book the bills that this party hosts or heads. Registered with
    `accounts.hooks.rights_changed`. One query where no link works."""
    heads = Q(spot__show__spots__bookings__in=Booking.objects.promised().filter(act=party))
    _end_unbacked(Q(spot__show__owner=party) | heads)


def end_headliners_links(show: Show) -> None:
    """End the links to the show's spots of a headliner that books its bill no longer. Assumes the show locked. One
    query where no link works."""
    _end_unbacked(Q(spot__show=show))


def _end_unbacked(links: Q) -> None:
    at = now()
    live = SpotInvite.objects.filter(used_at=None, revoked_at=None, expires_at__gt=at)
    spots = Spot.objects.filter(pk__in=live.filter(links).values("spot")).select_related("show__owner")
    for spot in spots.order_by("id"):
        working = {invite.pk for invite in working_invites_of(spot, at)}
        live.filter(spot=spot).exclude(pk__in=working).update(revoked_at=at)


def _lock_spot(spot: Spot) -> Spot:
    """The spot as it is now, on its locked show."""
    show = lock_show(spot.show_id)
    spot = show.spots.get(pk=spot.pk)
    spot.show = show
    return spot
