"""Closing a band, a venue or an agency for good, by an owner or by staff. Nothing is left without somebody to answer
for it."""

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.access import can_approve, can_close
from accounts.actions import shut_party
from accounts.actions.memberships import lock_party
from accounts.actions.texts import clean_text
from accounts.models import Party, User
from accounts.queries import team
from accounts.states import Approval, PartyKind
from bands.actions import forget_member
from bookings.actions.doing import Doing
from departures.actions.ending import Ending
from departures.actions.locking import lock_departure
from departures.actions.recording import record_closing
from departures.actions.telling import inform_correspondents, tell_of_closing
from departures.queries import affairs_of
from engagements.actions.transactions import one_transaction
from engagements.states import Channel
from studio.actions.sessions import end_sessions


@one_transaction
def close_party(
    *,
    acting_user: User,
    party: Party,
    reason: str = "",
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Party:
    """Close a party for good, by one of its owners, or from the administration by staff with a reason, which its team
    reads. Closing twice is once.

    Shows and bookings still to come are called off by the rules agreed, what waits for an answer ends, holds are
    released, links end, the team is dissolved; both sides, all players and the site's staff are told. Its leaders may
    still read and settle what was. Raises PermissionDenied, ValidationError, `Busy`.
    """
    doing = Doing.begin(acting_user, channel, at)
    _require_may_close(party, doing)
    reason = clean_reason(reason, channel)
    lock_party(party)
    _require_may_close(party, doing)
    if party.approval != Approval.CLOSED:
        finish_closing(lock_departure(doing.at, closing=[party]).ending, doing, reason=reason)
    return party


def finish_closing(
    ending: Ending, doing: Doing, *, person: User | None = None, reason: str = "", may_return: bool = False
) -> None:
    """End the affairs of these parties, then the parties. Assumes all locked. `person`: with whose account they end;
    the party of their own is only suspended where they `may_return`."""
    for party in ending.parties:
        affairs = affairs_of([party], doing.at)
        if affairs.is_on_record or party.kind != PartyKind.PERSON:
            departure = record_closing(party, affairs, doing, person=person, reason=reason)
            tell_of_closing(departure, affairs, doing)
        inform_correspondents("departures.closed", party, affairs, doing)
    for party in ending.parties:
        end_sessions(party=party, doing=doing)
    if ending.parties:
        ending.carry_out(doing)
    for party in ending.parties:
        mates = {membership.user for membership in team(party)}
        is_own = party.kind == PartyKind.PERSON
        shut_party(acting_user=doing.person, party=party, for_good=not (is_own and may_return), reason=reason)
        for mate in mates:
            forget_member(user=mate, parties=[party])


def clean_reason(reason: str, channel: Channel) -> str:
    """The cleaned reason. Staff must give one: raises ValidationError where they do not."""
    reason = clean_text("reason", reason, longest=2000)
    if channel == Channel.ADMIN and not reason:
        raise ValidationError({"reason": [_("Give a reason. Everyone affected can read it.")]})
    return reason


def _require_may_close(party: Party, doing: Doing) -> None:
    """Raise PermissionDenied unless one of its owners closes it, or staff from the administration."""
    party.refresh_from_db(fields=["approval"])
    is_staff = doing.channel == Channel.ADMIN and can_approve(doing.person) and party.kind != PartyKind.PERSON
    if not (is_staff or can_close(doing.person, party)):
        raise PermissionDenied
