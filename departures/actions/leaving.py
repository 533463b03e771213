"""Leaving for good: a band, a venue, or the site. What somebody was to play later asks for a dep; the past stays.

Party rows come before all other locks, then shows, bookings and calendars as everywhere. Whoever writes a line-up looks
at the memberships once more while holding the player's calendar, so that nobody is put into one after they have left.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.actions import delete_account, end_membership
from accounts.actions.memberships import enter_party, lock_leaving, lock_party
from accounts.actions.people import lock_person
from accounts.errors import LastOwner
from accounts.models import Party, User
from accounts.queries import is_last_leader, party_path
from accounts.states import PLAYING_ROLES, Approval, PartyKind, Role
from bands.actions import forget_member
from bookings.actions.doing import Doing
from bookings.actions.lineups import step_back
from bookings.models import LineupEntry
from bookings.states import LineupState
from departures.actions.closing import finish_closing
from departures.actions.locking import lock_departure
from departures.queries import heirs_of
from engagements.actions.transactions import one_transaction
from engagements.queries.people import roster
from engagements.states import Channel
from notifications.actions import notify


@one_transaction
def leave_team(
    *,
    acting_user: User,
    party: Party,
    leaver: User,
    role: str | None = None,
    successor: User | None = None,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> None:
    """Let somebody leave a band or venue, or lay down one role; what they still were to play there asks for a dep.

    Their other bands are not touched. Claims for this one that are still to come are given back, and both sides told;
    pending line-ups lose them, gigs that are over keep them. The last owner names a `successor` from the team, who
    answers for everything from then on; where there is nobody, they close it (`close_party`). Raises LastOwner,
    PermissionDenied, ValidationError({"successor": ...}), `Busy`.
    """
    doing = Doing.begin(acting_user, channel, at)
    lock_party(party)
    if successor:
        _hand_over(party, leaver, successor, acting_user)
    ending = lock_leaving(acting_user, party, leaver, role)
    locked = lock_departure(doing.at, leaver=leaver, staying=[party]) if PLAYING_ROLES & set(ending) else None
    end_membership(acting_user=acting_user, party=party, user=leaver, role=role)
    if locked and leaver.pk not in roster(party):
        _step_out(leaver, locked.entries, doing)
        forget_member(user=leaver, parties=[party])


@one_transaction
def close_account(
    *,
    acting_user: User,
    successors: Mapping[UUID, User] | None = None,
    closing: Collection[UUID] = (),
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> None:
    """Leave every band and venue as `leave_team` does, then make the account nobody's.

    What nobody else owns goes to the `successors`, by the party's id, or closes as `close_party` does: what is named in
    `closing`, and whatever has no team left. As a client the person calls off what they are host of, by the rules
    agreed. What they said, imported, asked for and was asked goes with the account.
    Raises LastOwner for a party with a team that is neither handed over nor closed, ValidationError, `Busy`.
    """
    doing = Doing.begin(acting_user, channel, at)
    user, parties = lock_person(acting_user)
    for party in parties:
        if heir := (successors or {}).get(party.pk):
            _hand_over(party, user, heir, user)
    shutting = [party for party in parties if _closes_with(party, user, closing)]
    staying = [party for party in parties if party not in shutting]
    locked = lock_departure(doing.at, closing=shutting, leaver=user, staying=staying)
    finish_closing(locked.ending, user, doing)
    delete_account(acting_user=user)
    _step_out(user, locked.entries, doing)
    forget_member(user=user, parties=parties)


def _hand_over(party: Party, leaver: User, successor: User, acting_user: User) -> None:
    """Make somebody of the team an owner beside the one who leaves; they are told. Assumes the party locked."""
    if leaver != acting_user or not is_last_leader(leaver, party):
        return
    if successor not in heirs_of(party, leaver):
        raise ValidationError({"successor": [_("Choose somebody who belongs to %(party)s.") % {"party": party}]})
    enter_party(party=party, user=successor, role=Role.OWNER)
    data = {"party": str(party.pk), "user": str(leaver.pk)}
    notify(users=[successor], kind="departures.handed_over", path=party_path(party), data=data)


def _closes_with(party: Party, user: User, chosen: Collection[UUID]) -> bool:
    """Whether the party ends with the account. Raises LastOwner where its team has to be asked first."""
    if party.approval == Approval.CLOSED:
        return False
    if party.kind == PartyKind.PERSON:
        return True
    if not is_last_leader(user, party):
        return False
    if heirs_of(party, user) and party.pk not in chosen:
        words = {"party": party}
        raise LastOwner(_("You are the only owner of %(party)s. Make somebody else an owner first.") % words)
    return True


def _step_out(leaver: User, entries: Collection[LineupEntry], doing: Doing) -> None:
    """Give back what is promised; whoever needs to know of the gap is told."""
    with doing.noting_together():
        for entry in entries:
            entry.user = leaver
            if entry.state != LineupState.DECLINED:
                step_back(entry.booking, entry, doing, has_left=True)
