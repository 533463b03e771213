"""Leaving for good: a band, a venue, or the site. What somebody was to play later asks for a dep; the past stays.

Party rows come before all other locks, then shows, bookings and calendars as everywhere. Whoever writes a line-up looks
at the memberships once more while holding the player's calendar, so that nobody is put into one after they have left.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from accounts.actions import delete_account, end_membership
from accounts.actions.memberships import lock_leaving
from accounts.actions.people import lock_account
from accounts.models import Party, User
from accounts.states import PLAYING_ROLES
from availability.actions import lock_calendars
from bands.actions import forget_member
from bookings.actions.answers import end_pending
from bookings.actions.doing import Doing
from bookings.actions.lineups import step_back
from bookings.actions.locking import concerned_calendars, lock_all_bookings
from bookings.hooks import Consequences, account_closing
from bookings.models import Booking, LineupEntry
from bookings.queries.departures import gigs_of, requests_of
from bookings.states import BookingState, Event, LineupState
from engagements.actions.transactions import SetGrew, one_transaction
from engagements.queries.people import roster
from engagements.states import Channel


@one_transaction
def leave_team(
    *,
    acting_user: User,
    party: Party,
    leaver: User,
    role: str | None = None,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> None:
    """Let somebody leave a band or venue, or lay down one role; what they still were to play there asks for a dep.

    Their other bands are not touched. Claims for this one that are still to come are given back, and both sides told;
    pending line-ups lose them, gigs that are over keep them. Raises LastOwner, PermissionDenied, `Busy`.
    """
    doing = Doing.begin(acting_user, channel, at)
    ending = lock_leaving(acting_user, party, leaver, role)
    departure = Departure.lock(leaver, [party], doing.at) if PLAYING_ROLES & set(ending) else None
    end_membership(acting_user=acting_user, party=party, user=leaver, role=role)
    if departure and leaver.pk not in roster(party):
        departure.step_out(doing)
        forget_member(user=leaver, parties=[party])


@one_transaction
def close_account(*, acting_user: User, channel: Channel = Channel.PAGE, at: dt.datetime | None = None) -> None:
    """Leave every band and venue as `leave_team` does, then make the account nobody's.

    What the person said, imported, asked for and was asked goes with it, and the nights held for what nobody else books
    for; private gigs already booked for them stand.
    Raises LastOwner where others would be left without owner, `Busy`.
    """
    doing = Doing.begin(acting_user, channel, at)
    user, parties = lock_account(acting_user)
    departure = Departure.lock(user, parties, doing.at, is_closing=True)
    delete_account(acting_user=user)
    departure.step_out(doing)
    departure.withdraw(doing)
    departure.consequences.carry_out(doing)
    forget_member(user=user, parties=parties)


@dataclass(frozen=True)
class Departure:
    """What somebody who leaves these parties still is to play there, has asked for in their own name, and what
    else goes with their account."""

    entries: list[LineupEntry]
    requests: list[Booking]
    consequences: Consequences

    @classmethod
    def lock(cls, user: User, parties: Collection[Party], at: dt.datetime, *, is_closing: bool = False) -> "Departure":
        """Read it, with all locked that a change of it touches; consequences only where the account is closed, since
        whoever merely leaves leaves an owner behind. Assumes the parties locked.

        Raises SetGrew when more was written before the calendars were held.
        """
        bookings = lock_all_bookings(_booking_ids(user, parties, at))
        concerned = {user.calendar_id} | {party.calendar_id for party in parties}
        for booking in bookings.values():
            concerned |= concerned_calendars(booking.spot.show, [booking])
        consequences = Consequences(account_closing(user, parties) if is_closing else [])
        lock_calendars(concerned | consequences.calendars)
        if not _booking_ids(user, parties, at) <= bookings.keys():
            raise SetGrew
        consequences.check()
        entries = gigs_of(user, parties, at)
        for entry in entries:
            entry.booking, entry.user = bookings[entry.booking_id], user
        requests = [bookings[pk] for pk in requests_of(user, parties).values_list("pk", flat=True)]
        return cls(entries, requests, consequences)

    def step_out(self, doing: Doing) -> None:
        """Give back what is promised; whoever needs to know of the gap is told."""
        with doing.noting_together():
            for entry in self.entries:
                if entry.state != LineupState.DECLINED:
                    step_back(entry.booking, entry, doing, has_left=True)

    def withdraw(self, doing: Doing) -> None:
        """Take back what nobody has answered yet."""
        for request in self.requests:
            end_pending(request, BookingState.WITHDRAWN, Event.WITHDRAWN, doing)


def _booking_ids(user: User, parties: Collection[Party], at: dt.datetime) -> set[UUID]:
    gigs = {entry.booking_id for entry in gigs_of(user, parties, at)}
    return gigs | set(requests_of(user, parties).values_list("pk", flat=True))
