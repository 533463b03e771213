"""Applications of an act that is not approved yet: kept until it is, then for its leaders to send."""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import can_lead
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
from engagements.errors import WrongState
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
    """Keep what an act that is not approved yet would apply with; staff hear that it waits, once. Nothing is asked of
    anybody, and sending it is for a leader, once the act is approved.

    Locks the act's party, so that an approval comes before it or after. Raises PermissionDenied, WrongState where the
    act needs no draft or the spot is taken, ValidationError by field.
    """
    doing = Doing.begin(acting_user, Channel.PAGE, at)
    message = clean_message(message)
    party = Party.objects.select_for_update(no_key=True).get(pk=act.pk)
    show = lock_show(spot.show_id)
    spot = show.spots.get(pk=spot.pk)
    spot.show = show
    if not can_see_spot(acting_user, spot) or not can_lead(acting_user, party):
        raise PermissionDenied
    require_plays(party)
    if party.approval != Approval.DRAFT:
        raise WrongState(party.approval, _("The act may apply by now: send the application."))
    require_spot_open(spot, party, doing)
    chosen = None if lineup is None else [member.user_id for member in choose_lineup(roster(party), lineup)]
    kept = {"message": message, "lineup": chosen, "changed_at": doing.at}
    draft, _made = ApplicationDraft.objects.update_or_create(spot=spot, act=party, defaults=kept)
    tell_staff_who_waits(party)
    return draft


def tell_of_kept_applications(party: Party) -> None:
    """Tell the leaders of an act that has just been approved that what it kept is ready to send; nothing where none of
    those nights is open any more. Registered with the hooks of `accounts`."""
    if drafts_to_send().filter(act=party).exists():
        path = f"{reverse('bookings:shows')}?scope=pending"
        notify(users=leaders_of(party), kind="bookings.drafts_ready", path=path, data={"party": str(party.pk)})
