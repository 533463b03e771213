"""Closing a band, a venue or an agency for good, by whoever owns it: nothing is left without somebody to answer."""

import datetime as dt

from django.core.exceptions import PermissionDenied

from accounts.access import can_close
from accounts.actions import shut_party
from accounts.actions.memberships import lock_party
from accounts.models import Party, User
from accounts.queries import team
from accounts.states import Approval, PartyKind
from bands.actions import forget_member
from bookings.actions.doing import Doing
from departures.actions.ending import Ending
from departures.actions.locking import lock_departure
from departures.actions.telling import tell_of_closing
from departures.queries import affairs_of
from engagements.actions.transactions import one_transaction
from engagements.states import Channel


@one_transaction
def close_party(
    *, acting_user: User, party: Party, channel: Channel = Channel.PAGE, at: dt.datetime | None = None
) -> Party:
    """Close a party for good, by one of its owners. Closing twice is once.

    Shows and bookings still to come are called off by the rules agreed, what waits for an answer ends, holds are
    released, links end, the team is dissolved; both sides, all players and the site's staff are told. Its leaders may
    still read and settle what was. Raises PermissionDenied, `Busy`.
    """
    doing = Doing.begin(acting_user, channel, at)
    _require_may_close(acting_user, party)
    lock_party(party)
    _require_may_close(acting_user, party)
    if party.approval != Approval.CLOSED:
        finish_closing(lock_departure(doing.at, closing=[party]).ending, acting_user, doing)
    return party


def finish_closing(ending: Ending, acting_user: User, doing: Doing) -> None:
    """End the affairs of these parties, then the parties. Assumes all locked, and the user their owner."""
    for party in ending.parties:
        affairs = affairs_of([party], doing.at)
        if affairs or party.kind != PartyKind.PERSON:
            tell_of_closing(party, affairs, doing)
    if ending.parties:
        ending.carry_out(acting_user, doing)
    for party in ending.parties:
        mates = {membership.user for membership in team(party)}
        shut_party(acting_user=acting_user, party=party)
        for mate in mates:
            forget_member(user=mate, parties=[party])


def _require_may_close(user: User, party: Party) -> None:
    party.refresh_from_db(fields=["approval"])
    if not can_close(user, party):
        raise PermissionDenied
