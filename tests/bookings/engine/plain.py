"""The booking engine as anybody would explain it: ladders are lists, promises are stretches of time, nothing else.

It knows no database, no locks and no time zones; it says what must come of each step, and the real one is compared.
"""

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True)
class Promise:
    """One calendar, from start to before end, for one show."""

    calendar: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    show: UUID

    def is_in_the_way_of(self, other: "Promise") -> bool:
        return (
            self.calendar == other.calendar
            and self.show != other.show
            and self.starts_at < other.ends_at
            and other.starts_at < self.ends_at
        )


@dataclass
class PlainBooking:
    """An act in the one spot of a show; `players` are the calendars of those who play."""

    show: UUID
    act: int
    players: set[int]
    state: str = "pending"


@dataclass
class PlainShow:
    """A night on a stage with one spot, from `call` to `release`; `rooms` are the calendars that it takes."""

    night: dt.date
    rooms: frozenset[int]
    period: tuple[dt.datetime, dt.datetime]
    spot: tuple[dt.datetime, dt.datetime]
    state: str = "open"


@dataclass
class Plain:
    """Everything there is."""

    ladders: dict[tuple[UUID, dt.date], list[UUID]] = field(default_factory=dict)
    holders: dict[UUID, int] = field(default_factory=dict)
    shows: dict[UUID, PlainShow] = field(default_factory=dict)
    bookings: dict[UUID, PlainBooking] = field(default_factory=dict)

    def promises(self) -> set[Promise]:
        """What is promised at this moment: rooms of published shows, acts and players of what is booked."""
        rooms = {
            Promise(room, *show.period, key)
            for key, show in self.shows.items()
            if show.state in ("open", "confirmed", "played")
            for room in show.rooms
        }
        people = {
            Promise(calendar, *self.shows[booking.show].spot, booking.show)
            for booking in self.bookings.values()
            if booking.state in ("confirmed", "completed")
            for calendar in {booking.act, *booking.players}
        }
        return rooms | people

    def is_free(self, calendars, period: tuple[dt.datetime, dt.datetime], show: UUID) -> bool:
        """Whether all of these could be promised for this show and time."""
        wanted = [Promise(calendar, *period, show) for calendar in calendars]
        return not any(known.is_in_the_way_of(want) for known in self.promises() for want in wanted)

    def stands(self, hold: UUID) -> bool:
        return any(hold in ladder for ladder in self.ladders.values())

    def rank(self, hold: UUID) -> int:
        """The worst of its ranks."""
        return max(ladder.index(hold) + 1 for ladder in self.ladders.values() if hold in ladder)

    def place(self, hold: UUID, act: int, rooms, night: dt.date) -> None:
        self.holders[hold] = act
        for room in rooms:
            self.ladders.setdefault((room, night), []).append(hold)

    def remove(self, hold: UUID) -> None:
        """It is gone, and those below move up."""
        for ladder in self.ladders.values():
            if hold in ladder:
                ladder.remove(hold)

    def rivals(self, hold: UUID) -> set[UUID]:
        """All that stand on one of its ladders."""
        return {other for ladder in self.ladders.values() if hold in ladder for other in ladder} - {hold}

    def holds_of(self, act: int, night: dt.date) -> set[UUID]:
        found = {hold for (_room, held), ladder in self.ladders.items() if held == night for hold in ladder}
        return {hold for hold in found if self.holders[hold] == act}

    def waiting(self, show: UUID) -> list[PlainBooking]:
        return [each for each in self.bookings.values() if each.show == show and each.state == "pending"]

    def confirm(self, key: UUID) -> None:
        """One is booked, the others that waited are declined, and what the act held that night is let go."""
        booking = self.bookings[key]
        show = self.shows[booking.show]
        for other in self.waiting(booking.show):
            other.state = "declined"
        booking.state, show.state = "confirmed", "confirmed"
        for hold in self.holds_of(booking.act, show.night):
            self.remove(hold)

    def cancel_show(self, key: UUID) -> None:
        show = self.shows[key]
        show.state = "cancelled"
        for booking in self.bookings.values():
            if booking.show == key and booking.state in ("pending", "confirmed"):
                booking.state = "cancelled" if booking.state == "confirmed" else "declined"

    def forget_player(self, calendar: int) -> None:
        """Somebody is gone: what is still to come of theirs is theirs no longer."""
        for booking in self.bookings.values():
            if booking.state in ("pending", "confirmed"):
                booking.players.discard(calendar)
