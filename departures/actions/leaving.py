"""Leaving a band, a venue or the site. Coming gigs of the leaver ask for a dep; the past stays.

Party rows come before all other locks, then shows, bookings and calendars as everywhere. Whoever writes a line-up looks
at the memberships once more while holding the player's calendar, so that nobody is put into one after they have left.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.access import may_shut_out
from accounts.actions import delete_account, end_membership, shut_out_user
from accounts.actions.memberships import enter_party, lock_leaving, lock_party
from accounts.actions.people import lock_person
from accounts.errors import LastOwner
from accounts.models import Party, User
from accounts.queries import is_last_leader, party_path
from accounts.states import PLAYING_ROLES, Approval, PartyKind, Role
from bands.actions import forget_member, forget_musician
from bookings.actions.doing import Doing
from bookings.actions.lineups import step_back
from bookings.models import LineupEntry
from bookings.states import LineupState
from departures.actions.closing import clean_reason, finish_closing
from departures.actions.locking import lock_departure
from departures.actions.recording import record_handover, record_leaving
from departures.actions.telling import write_to
from departures.queries import affairs_of, heirs_of
from departures.states import DepartureKind
from engagements.actions.transactions import one_transaction
from engagements.queries.people import roster
from engagements.states import Channel
from messaging.actions import forget_writer
from notifications.actions import notify
from studio.actions.sessions import hand_work_over, lock_work


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
    """Let somebody leave a band or venue, or give up one role. Their coming gigs there ask for a dep.

    Their other bands are not touched. Claims for this one that are still to come are given back, and both sides told;
    pending line-ups lose them, gigs that are over keep them. The last owner names a `successor` from the team, who
    answers for everything from then on; where there is nobody, they close it (`close_party`). Raises LastOwner,
    PermissionDenied, ValidationError({"successor": ...}), `Busy`.
    """
    doing = Doing.begin(acting_user, channel, at)
    lock_party(party)
    if successor and leaver == acting_user:
        _hand_over(party, leaver, successor, doing)
    ending = lock_leaving(acting_user, party, leaver, role)
    if Role.MEMBER in ending:
        lock_work(leaver=leaver, parties=[party])
    locked = lock_departure(doing.at, leaver=leaver, staying=[party]) if PLAYING_ROLES & set(ending) else None
    end_membership(acting_user=acting_user, party=party, user=leaver, role=role)
    if Role.MEMBER in ending:
        hand_work_over(leaver=leaver, parties=[party], doing=doing)
    if locked and leaver.pk not in roster(party):
        if gigs := _counting_on(locked.entries):
            record_leaving(DepartureKind.LEFT, doing, person=leaver, gigs=gigs, party=party)
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
    """Leave every band and venue as `leave_team` does, then anonymise the account.

    What nobody else owns goes to the `successors`, by the party's id, or closes as `close_party` does: what is named in
    `closing`, and whatever has no team left. As a client the person calls off what they are host of, by the rules
    agreed. Their availability, imports and questions are deleted with the account; what they wrote to others stays
    (`forget_writer`).
    Raises LastOwner for a party with a team that is neither handed over nor closed, ValidationError, `Busy`.
    """
    doing = Doing.begin(acting_user, channel, at)
    going = _Going(DepartureKind.DELETED, acting_user, successors or {}, closing)
    _leave_site(going, doing, lambda: delete_account(acting_user=acting_user))
    forget_writer(user=acting_user)
    forget_musician(user=acting_user)


@one_transaction
def shut_out(
    *,
    acting_user: User,
    user: User,
    reason: str,
    successors: Mapping[UUID, User] | None = None,
    closing: Collection[UUID] = (),
    channel: Channel = Channel.ADMIN,
    at: dt.datetime | None = None,
) -> None:
    """Shut a person out of the site, by staff: everything ends, closes or is handed over as in `close_account`.

    Only name and address stay, so that what is due can be settled, and staff may let them in again (`let_in`): to an
    account without a team. The person gets a mail with the reason and whom to write to. Raises PermissionDenied,
    LastOwner, ValidationError, `Busy`.
    """
    doing = Doing.begin(acting_user, channel, at)
    if not may_shut_out(acting_user, user):
        raise PermissionDenied
    reason = clean_reason(reason, channel)
    going = _Going(DepartureKind.SHUT_OUT, user, successors or {}, closing, reason)
    if _leave_site(going, doing, lambda: shut_out_user(acting_user=acting_user, user=user)):
        write_to(user, "shut_out", reason=reason)


@dataclass(frozen=True)
class _Going:
    """Somebody who leaves the site: who answers for what only they own, and what of it closes, by the party's id."""

    kind: DepartureKind
    person: User
    successors: Mapping[UUID, User]
    closing: Collection[UUID]
    reason: str = ""


def _leave_site(going: _Going, doing: Doing, end_account: Callable[[], None]) -> bool:
    """Whether the account was in use until now."""
    user, parties = lock_person(going.person)
    was_active = user.is_active
    for party in parties:
        if heir := going.successors.get(party.pk):
            _hand_over(party, user, heir, doing)
    shutting = [party for party in parties if _closes_with(party, user, going.closing)]
    staying = [party for party in parties if party not in shutting]
    lock_work(leaver=user, parties=staying)
    locked = lock_departure(doing.at, closing=shutting, leaver=user, staying=staying)
    if parties or going.kind == DepartureKind.SHUT_OUT:
        gigs = _counting_on(locked.entries)
        record_leaving(going.kind, doing, person=user, gigs=gigs, reason=going.reason)
    may_return = going.kind == DepartureKind.SHUT_OUT
    finish_closing(locked.ending, doing, person=user, reason=going.reason, may_return=may_return)
    end_account()
    hand_work_over(leaver=user, parties=staying, doing=doing)
    _step_out(user, locked.entries, doing)
    forget_member(user=user, parties=parties)
    return was_active


def _hand_over(party: Party, leaver: User, successor: User, doing: Doing) -> None:
    """Make somebody of the team an owner beside the one who leaves; they are told. Assumes the party locked."""
    if not is_last_leader(leaver, party):
        return
    if successor not in heirs_of(party, leaver):
        raise ValidationError({"successor": [_("Choose someone from %(party)s.") % {"party": party}]})
    record_handover(party, affairs_of([party], doing.at), doing, person=leaver, successor=successor)
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
        raise LastOwner(_("You’re the only owner of %(party)s. Make someone else an owner first.") % words)
    return True


def _counting_on(entries: Iterable[LineupEntry]) -> list[LineupEntry]:
    """The entries that will lack a player."""
    return [entry for entry in entries if entry.state != LineupState.DECLINED]


def _step_out(leaver: User, entries: Collection[LineupEntry], doing: Doing) -> None:
    """Release their claims and tell those who have to find somebody else."""
    with doing.noting_together():
        for entry in _counting_on(entries):
            entry.user = leaver
            step_back(entry.booking, entry, doing, has_left=True)
