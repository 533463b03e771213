"""Applications that are kept for later: of an act that is not approved yet, or because its leaders think it over."""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.access import can_lead, require_active
from accounts.actions.memberships import lock_parties
from accounts.actions.waiting import tell_staff_who_waits
from accounts.models import Party, User
from accounts.states import Approval
from bookings.access import can_see_spot
from bookings.actions.beginnings import require_plays, require_spot_open
from bookings.actions.doing import Doing
from bookings.actions.lineups import choose_lineup
from bookings.actions.locking import lock_show
from bookings.models import ApplicationDraft, Spot
from bookings.queries.lists import drafts_to_send
from engagements.actions.inputs import clean_message
from engagements.actions.transactions import one_transaction
from engagements.queries.people import leaders_of, roster
from engagements.states import Channel
from notifications.actions import notify


@one_transaction
def keep_application(
    *,
    acting_user: User,
    spot: Spot,
    act: Party,
    message: str = "",
    lineup: Collection[UUID | str] | None = None,
    at: dt.datetime | None = None,
) -> ApplicationDraft:
    """Keep what an act would apply with. Nothing is asked of anybody, and sending it is for a leader, once the act is
    approved; while it is not, staff hear that it waits, once.

    Locks the act's party, so that an approval comes before it or after. Raises PermissionDenied, NotApproved for an act
    that is suspended or closed, WrongState where the spot is taken, ValidationError by field.
    """
    doing = Doing.begin(acting_user, Channel.PAGE, at)
    message = clean_message(message)
    party = lock_parties(act)[act.pk]
    show = lock_show(spot.show_id)
    spot = show.spots.get(pk=spot.pk)
    spot.show = show
    if not can_see_spot(acting_user, spot) or not can_lead(acting_user, party):
        raise PermissionDenied
    require_plays(party)
    require_active(party)
    require_spot_open(spot, party, doing)
    chosen = None if lineup is None else [member.user_id for member in choose_lineup(roster(party), lineup)]
    kept = {"message": message, "lineup": chosen, "changed_at": doing.at}
    draft, _made = ApplicationDraft.objects.update_or_create(spot=spot, act=party, defaults=kept)
    if party.approval == Approval.DRAFT:
        tell_staff_who_waits(party)
    return draft


@one_transaction
def discard_application(*, acting_user: User, spot: Spot, act: Party) -> None:
    """Throw away what the act would apply with; nobody but its leaders has read it. Twice is once. Raises
    PermissionDenied."""
    if not can_lead(acting_user, act):
        raise PermissionDenied
    ApplicationDraft.objects.filter(spot=spot, act=act).delete()


def tell_of_kept_applications(party: Party) -> None:
    """Tell the leaders of an act that has just been approved that what it kept is ready to send; nothing where none of
    those nights is open any more. Registered with the hooks of `accounts`."""
    if drafts_to_send().filter(act=party).exists():
        path = f"{reverse('bookings:shows')}?scope=pending"
        notify(users=leaders_of(party), kind="bookings.drafts_ready", path=path, data={"party": str(party.pk)})
