"""How everything ends that closing parties still have to do with others: with notice, by the rules of each thing.

Each part locks its rows again and reads them as they are now, so it leaves alone what an earlier part has ended.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from accounts.models import Party
from accounts.states import PartyKind
from bands.actions import close_asks
from bookings.actions import cancel_booking, cancel_show
from bookings.actions.answers import end_pending
from bookings.actions.doing import Doing
from bookings.actions.waitlists import leave_waitlists
from bookings.models import Booking
from bookings.states import BookingState, Event, InitiatedBy, ShowState
from departures.queries import Affairs, open_holds
from engagements.states import Side
from engagements.words.site_texts import SiteText
from holds.actions.elsewhere import HoldsToRelease
from holds.actions.permissions import end_questions
from holds.models import Hold
from holds.states import HoldEnd
from show_imports.actions import drop_show_lists


@dataclass(frozen=True)
class Ending:
    """The end of these affairs of closing parties. Assumes locked all that `departures.actions.locking` locks."""

    parties: Collection[Party]
    affairs: Affairs
    releases: Collection[HoldsToRelease]

    def carry_out(self, doing: Doing) -> None:
        """End everything, and tell both sides and all players. The side that closes owes what was agreed for calling
        off, whoever acts."""
        self._end_pending(doing)
        self._cancel_shows(doing)
        self._cancel_bookings(doing)
        for release in self.releases:
            release.carry_out(doing)
        end_questions(parties=self.parties, doing=doing)
        leave_waitlists(acts=self.parties, doing=doing)
        close_asks(parties=self.parties)
        drop_show_lists(parties=self.parties)

    def _end_pending(self, doing: Doing) -> None:
        """Whoever closes takes back what it began and declines what it was asked. What waits for a spot of its own
        show ends with the show."""
        for booking in self.affairs.pending:
            side = self._side_of(booking)
            if side == Side.ACT or booking.initiated_by == InitiatedBy.REQUEST:
                is_asked = booking.turn == side
                state = BookingState.DECLINED if is_asked else BookingState.WITHDRAWN
                event = Event.DECLINED if is_asked else Event.WITHDRAWN
                end_pending(booking, state, event, doing, text=_reason(_party_of(booking, side)).stored, side=side)

    def _cancel_shows(self, doing: Doing) -> None:
        for show in self.affairs.shows:
            show.refresh_from_db(fields=["state"])
            if show.state != ShowState.CANCELLED:
                cancel_show(
                    acting_user=doing.person, show=show, reason=_reason(show.owner), side=Side.HOST,
                    channel=doing.channel, at=doing.at,
                )  # fmt: skip

    def _cancel_bookings(self, doing: Doing) -> None:
        for booking in self.affairs.confirmed:
            if Booking.objects.filter(pk=booking.pk, state=BookingState.CONFIRMED).exists():
                side = self._side_of(booking)
                cancel_booking(
                    acting_user=doing.person, booking=booking, message=_reason(_party_of(booking, side)), side=side,
                    channel=doing.channel, at=doing.at,
                )  # fmt: skip

    def _side_of(self, booking: Booking) -> Side:
        return Side.ACT if booking.act_id in {party.pk for party in self.parties} else Side.HOST


def releases_of(parties: Collection[Party], holds: Collection[Hold]) -> list[HoldsToRelease]:
    """What becomes of the holds of closing parties: given back by whoever holds them or is to play, else released by
    the venue."""
    ids = {party.pk for party in parties}
    return [
        HoldsToRelease(found, partial(_ids_ending, parties, ids, end), end)
        for end in (HoldEnd.HOLDER, HoldEnd.VENUE)
        if (found := [hold for hold in holds if _how(hold, ids) == end])
    ]


def _ids_ending(parties: Collection[Party], ids: set[UUID], end: HoldEnd) -> set[UUID]:
    """As `HoldsToRelease.find_ids` wants it."""
    return {hold.pk for hold in open_holds(parties) if _how(hold, ids) == end}


def _how(hold: Hold, closing: set[UUID]) -> HoldEnd:
    return HoldEnd.HOLDER if {hold.holder_id, hold.act_id} & closing else HoldEnd.VENUE


def _party_of(booking: Booking, side: Side) -> Party:
    return booking.act if side == Side.ACT else booking.spot.show.owner


def _reason(party: Party) -> SiteText:
    """What the other side reads in the history of what ends: no name of a person, since it outlives their account."""
    if party.kind == PartyKind.PERSON:
        return SiteText("account_closed")
    return SiteText("party_closed", party.name)
