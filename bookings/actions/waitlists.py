"""Waiting for a spot that another act has got."""

import datetime as dt
from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.access import can_lead
from accounts.actions.memberships import lock_parties
from accounts.models import Party, User
from bookings.access import can_see_show
from bookings.actions.beginnings import require_may_bring
from bookings.actions.doing import Doing
from bookings.actions.locking import lock_show
from bookings.models import Booking, Spot, WaitlistEntry
from bookings.states import LIVE, PROMISED, PUBLISHED, ShowState, SpotState
from engagements.actions.transactions import one_transaction
from engagements.errors import WrongState
from engagements.states import Channel

WAITING_MAX = 100


@one_transaction
def join_waitlist(*, acting_user: User, spot: Spot, act: Party, at: dt.datetime | None = None) -> WaitlistEntry:
    """Wait with an act for a spot that is taken: it is asked when the spot is free again. Joining twice is once.

    Raises WrongState where the spot is open (apply then), over, or the act is on the bill; PermissionDenied,
    NotApproved, ValidationError by field.
    """
    doing = Doing.begin(acting_user, Channel.PAGE, at)
    act = lock_parties(act)[act.pk]  # a closing ends what it waits for, or comes before it
    show = lock_show(spot.show_id)
    spot = show.spots.get(pk=spot.pk)
    require_may_bring(acting_user, act)
    if not can_see_show(acting_user, show):
        raise PermissionDenied
    if standing := spot.waitlist.filter(act=act, left_at=None).first():
        return standing
    _require_worth_waiting(spot, act, doing)
    return WaitlistEntry.objects.create(spot=spot, act=act, added_by=acting_user, added_at=doing.at)


def _require_worth_waiting(spot: Spot, act: Party, doing: Doing) -> None:
    show = spot.show
    if show.state not in PUBLISHED or show.state == ShowState.PLAYED or spot.call_at <= doing.at:
        raise WrongState(show.state, _("The host has stopped looking for acts."))
    if spot.state == SpotState.OPEN:
        raise WrongState(spot.state, _("This slot is open. Apply for it."))
    on_bill = Booking.objects.filter(spot__show=show, act=act, state__in=sorted(LIVE | PROMISED))
    if show.owner_id == act.pk or on_bill.exists():
        raise WrongState(show.state, _("This act is already on the bill."))
    if spot.waitlist.filter(left_at=None).count() >= WAITING_MAX:
        raise WrongState(spot.state, _("The waiting list for this slot is full."))


def leave_waitlists(*, acts: Collection[Party], doing: Doing) -> None:
    """Acts that close wait for no spot any more."""
    WaitlistEntry.objects.filter(act__in=acts, left_at=None).update(left_at=doing.at)


@one_transaction
def leave_waitlist(*, acting_user: User, spot: Spot, act: Party, at: dt.datetime | None = None) -> None:
    """Wait no longer. Leaving twice is once. Raises PermissionDenied unless one leads the act."""
    doing = Doing.begin(acting_user, Channel.PAGE, at)
    if not can_lead(acting_user, act):
        raise PermissionDenied
    lock_show(spot.show_id)
    WaitlistEntry.objects.filter(spot=spot, act=act, left_at=None).update(left_at=doing.at)
