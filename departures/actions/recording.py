"""The record of a departure, which staff read: written in the transaction that makes it true."""

from collections.abc import Iterable

from accounts.models import Party, User
from bookings.models import Booking, LineupEntry, Show
from departures.models import Departure, OpenItem
from departures.queries import Affairs
from departures.states import DepartureKind, Outcome
from engagements.actions.doing import Doing
from holds.models import Hold

OPEN_ITEM = {Show: "show", Booking: "booking", Hold: "hold"}
"""In which field of an item each kind of thing stands."""


def record_closing(party: Party, affairs: Affairs, doing: Doing, *, person: User | None, reason: str) -> Departure:
    """A party closes: what can be ended ends; others' shows on its stages and what is not settled stand. Call it before
    anything has ended."""
    departure = _record(DepartureKind.CLOSED, doing, party=party, person=person, reason=reason)
    _add(departure, [*affairs.shows, *affairs.bookings, *affairs.holds], Outcome.ENDED)
    _add(departure, [*affairs.guests, *affairs.due], Outcome.STANDS)
    return departure


def record_suspension(party: Party, affairs: Affairs, doing: Doing) -> Departure:
    """Staff suspend a party: all that it has to do with others stands."""
    departure = _record(DepartureKind.SUSPENDED, doing, party=party)
    _add(departure, _all(affairs), Outcome.STANDS)
    return departure


def record_handover(party: Party, affairs: Affairs, doing: Doing, *, person: User, successor: User) -> Departure:
    """A party changes hands: the successor answers for everything."""
    departure = _record(DepartureKind.HANDED_OVER, doing, party=party, person=person, successor=successor)
    _add(departure, _all(affairs), Outcome.HANDED_OVER)
    return departure


def record_leaving(
    kind: DepartureKind,
    doing: Doing,
    *,
    person: User,
    gigs: Iterable[LineupEntry],
    party: Party | None = None,
    reason: str = "",
) -> Departure:
    """A person leaves a team, or the site: what they were to play with acts that go on lacks a player."""
    departure = _record(kind, doing, party=party, person=person, reason=reason)
    _add(departure, [entry.booking for entry in gigs], Outcome.LACKS_PLAYER)
    return departure


def _record(kind: DepartureKind, doing: Doing, **fields) -> Departure:
    return Departure.objects.create(kind=kind, acted_by=doing.user, at=doing.at, **fields)


def _all(affairs: Affairs) -> list[Show | Booking | Hold]:
    return [*affairs.shows, *affairs.guests, *affairs.bookings, *affairs.holds, *affairs.due]


def _add(departure: Departure, things: Iterable[Show | Booking | Hold], outcome: Outcome) -> None:
    OpenItem.objects.bulk_create(
        OpenItem(departure=departure, state=thing.state, outcome=outcome, **{OPEN_ITEM[type(thing)]: thing})
        for thing in things
    )
