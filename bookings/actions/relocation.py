"""Moving a show for good: everything promised for it is promised anew at the new times, or nothing changes.

Claims of one occasion never stand in each other's way, so the new ones are made before the old ones are given back, and
a show may overlap its own old time. All of it assumes the show and its bookings locked, and locks the calendars of both
times and places at once.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field

from availability.actions import Wanted, cancel_entries, claim, lock_calendars, release_claims, write_entries
from availability.models import TimeBlock
from availability.ranges import Period
from bookings.actions.conflicts import names_of
from bookings.actions.doing import Doing
from bookings.actions.entries import bill_of, booking_entries, show_entries, show_uid
from bookings.actions.locking import concerned_calendars, host_calendars
from bookings.actions.move_plans import SHOW_TIMES, SPOT_TIMES
from bookings.actions.moves import announce_bill, move_bookings, raise_version
from bookings.actions.stages import require_stage_open
from bookings.actions.telling import touch_night
from bookings.errors import Held
from bookings.hooks import Consequences, holds_in_the_way, money_changed
from bookings.models import Booking, LineupEntry, Show, ShowRoom, Spot
from bookings.queries.nights import nights_of, nights_played
from bookings.states import PROMISED, BookingState, Event, LineupState
from engagements.actions.conflicts import A_STAGE, explaining_taken
from venues.models import Stage

Claimed = Show | ShowRoom | Booking | LineupEntry
MOVED_FIELDS = (*SHOW_TIMES, "night", "nights_clocks", "timezone", "stage", "city", "is_time_assumed")


@dataclass
class Standing:
    """What is promised for a show: its bookings, who plays in each, and the rooms besides its stage."""

    bookings: list[Booking]
    waiting: list[Booking]
    playing: list[LineupEntry]
    rooms: list[ShowRoom]

    @classmethod
    def of(cls, show: Show, bookings: Sequence[Booking]) -> "Standing":
        """Read it. Assumes the show and these bookings, all that are promised or pending, locked."""
        promised = [booking for booking in bookings if booking.state in PROMISED]
        entries = LineupEntry.objects.filter(booking__in=promised, user__isnull=False, state=LineupState.PLAYS)
        by_id = {booking.pk: booking for booking in promised}
        playing = list(entries.select_related("user", "claim").order_by("id"))
        for entry in playing:
            entry.booking = by_id[entry.booking_id]
        waiting = [booking for booking in bookings if booking.state == BookingState.PENDING]
        return cls(promised, waiting, playing, list(show.rooms.select_related("room", "claim").order_by("id")))

    @property
    def holders(self) -> list[Booking | LineupEntry]:
        """Acts and players that hold a claim, in the order in which theirs are made anew."""
        return [*self.bookings, *self.playing]

    def of_booking(self, booking: Booking) -> list[LineupEntry]:
        """Who plays in one of the bookings."""
        return [entry for entry in self.playing if entry.booking_id == booking.pk]


@dataclass
class Relocation:
    """A show, and how it would stand elsewhere: `planned` and `spots` are copies that nothing has stored yet."""

    show: Show
    planned: Show
    spots: list[Spot]
    standing: Standing
    parts: list[Stage] = field(default_factory=list)

    @classmethod
    def of(cls, show: Show, planned: Show, spots: list[Spot], bookings: Sequence[Booking]) -> "Relocation":
        """Read what it takes. Assumes the show and these bookings, all that are promised or pending, locked."""
        standing = Standing.of(show, bookings)
        return cls(show, planned, spots, standing, _rooms_of(planned.stage))

    def spot_of(self, booking: Booking) -> Spot:
        return next(spot for spot in self.spots if spot.pk == booking.spot_id)

    @property
    def calendars(self) -> set[int]:
        """All that it touches, before and after."""
        standing = self.standing
        rooms = {room.room.calendar_id for room in standing.rooms} | {part.calendar_id for part in self.parts}
        before = concerned_calendars(self.show, [*standing.bookings, *standing.waiting], standing.playing)
        return before | host_calendars(self.planned) | rooms

    @property
    def house(self) -> list[Wanted]:
        """The promises that stage and rooms would make, the stage first."""
        show, stages = self.planned, [self.planned.stage, *self.parts] if self.planned.stage else []
        return [Wanted(stage.calendar_id, show.load_in_at, show.out_at, show.pk) for stage in stages]

    def wanted_of(self, booking: Booking, calendar_id: int) -> Wanted:
        spot = self.spot_of(booking)
        return Wanted(calendar_id, spot.call_at, spot.released_at, self.show.pk, performance=spot.performance)

    @property
    def acts(self) -> list[Wanted]:
        """The promises that the booked acts would make, in the order of the bookings."""
        return [self.wanted_of(booking, booking.act.calendar_id) for booking in self.standing.bookings]

    def players(self, entries: Iterable[LineupEntry]) -> list[Wanted]:
        """The promises that these people would make, in their order."""
        return [self.wanted_of(entry.booking, entry.player.calendar_id) for entry in entries]

    @property
    def names(self) -> dict[int, str]:
        """What calendars are called to whom asked."""
        acts = {booking.act.calendar_id: booking.act.slug for booking in self.standing.bookings}
        return acts | names_of(self.planned) | {part.calendar_id: A_STAGE for part in self.parts}

    @property
    def act_names(self) -> dict[int, str]:
        """The booked acts by their calendars: a move is refused by the name of the act that is in its way."""
        return {booking.act.calendar_id: booking.act.name for booking in self.standing.bookings}

    def require_not_held(self) -> None:
        """Raise Held when others hold the new night. Those that stood by the show at its old time may stand on."""
        before = set(_holds(self.show))
        if new := [hold for hold in _holds(self.planned) if hold not in before]:
            raise Held(new)

    def require_house_open(self) -> None:
        """Raise StageClosed where the venue has closed its stage on the new night."""
        if self.planned.stage:
            require_stage_open([self.planned.stage, *self.parts], self.planned)

    def lock(self) -> Consequences:
        """Lock the calendars of both times and places, and those on which the acts held the new nights."""
        bookings = self.standing.bookings
        nights = [(each.act_id, night) for each in bookings for night in nights_played(self.spot_of(each))]
        consequences = Consequences.of_booking(nights)
        lock_calendars(self.calendars | consequences.calendars)
        consequences.check()
        return consequences

    def happen(self, doing: Doing, consequences: Consequences, message: str = "") -> list[Booking]:
        """Do it: claims, times, calendars, history. Assumes `lock`. Returns the waiting bookings that end by it.

        What the acts held elsewhere on the new night is released, as when they are booked. Raises `Taken` with what is
        free instead, Held; nothing is changed then. Whom else to tell is the caller's.
        """
        self.require_not_held()
        self.require_house_open()
        wanted = [*self.house, *self.acts, *self.players(self.standing.playing)]
        before, former = copy(self.show), self.former_claims()
        with explaining_taken(self.names, wanted, self.planned.timezone, self.act_names):
            blocks = claim(wanted=wanted, instead_of=former)
        ending = [booking for booking in self.standing.waiting if not self._still_fits(booking)]
        with doing.noting_together():
            self._note(doing, message)
            self._swap(blocks)
            move_bookings(ending, BookingState.DECLINED, Event.MOVED, doing, text=message)
        release_claims(blocks=former)
        for booking in self.standing.bookings:
            money_changed(booking, doing)
        self._tell_calendars(before)
        consequences.carry_out(doing)
        return ending

    def _still_fits(self, booking: Booking) -> bool:
        """Nobody who waits is taken at hours that they never named: theirs must hold the new ones."""
        old, new = booking.spot, self.spot_of(booking)
        at_home = self.planned.owner_id == self.show.owner_id and self.planned.timezone == self.show.timezone
        return at_home and Period(old.call_at, old.released_at).contains(Period(new.call_at, new.released_at))

    def former_claims(self) -> list[TimeBlock | None]:
        """What the show, its rooms, acts and players are promised for now."""
        claimed: list[Claimed] = [self.show, *self.standing.rooms, *self.standing.holders]
        return [holder.claim for holder in claimed]

    def _note(self, doing: Doing, message: str) -> None:
        show = self.show
        changes = _changes(show, self.planned, SHOW_TIMES) | _changed_stage(show, self.planned)
        doing.note(Event.MOVED, show=show, before=show.state, after=show.state, text=message, changes=changes)
        for booking in self.standing.bookings:
            changes = _changes(booking.spot, self.spot_of(booking), SPOT_TIMES) | _changed_stage(show, self.planned)
            state = booking.state
            doing.note(
                Event.MOVED, show=show, booking=booking, before=state, after=state, text=message, changes=changes
            )

    def _swap(self, blocks: list[TimeBlock]) -> None:
        """Point everything at its new times and its new claim."""
        show, standing = self.show, self.standing
        house, rest = blocks[: len(self.house)], blocks[len(self.house) :]
        for name in MOVED_FIELDS:
            setattr(show, name, getattr(self.planned, name))
        show.claim = house[0] if house else None
        show.version += 1
        show.save(update_fields=[*MOVED_FIELDS, "claim", "version"])
        announce_bill(show)
        show.rooms.all().delete()
        ShowRoom.objects.bulk_create(
            ShowRoom(show=show, room=part, claim=block) for part, block in zip(self.parts, house[1:], strict=True)
        )
        Spot.objects.bulk_update(self.spots, [*SPOT_TIMES, "soundcheck_at"])
        for booking in [*standing.bookings, *standing.waiting]:
            booking.spot = self.spot_of(booking)
            booking.spot.show = show
        for holder, block in zip(standing.holders, rest, strict=True):
            holder.claim = block
        for booking in standing.bookings:
            booking.save(update_fields=["claim"])
            raise_version(booking)
        for entry in standing.playing:
            entry.kept_at = entry.doubt_told_at = None
        LineupEntry.objects.bulk_update(standing.playing, ["claim", "kept_at", "doubt_told_at"])

    def _tell_calendars(self, before: Show) -> None:
        standing, show = self.standing, self.show
        cancel_entries(calendar_ids=host_calendars(before) - host_calendars(show), uid=show_uid(show))
        drafts = show_entries(show, bill_of(show))
        for booking in standing.bookings:
            drafts += booking_entries(booking, standing.of_booking(booking))
        write_entries(drafts=drafts)
        for at_that_time in (before, show):
            touch_night(at_that_time, [*standing.bookings, *standing.waiting])


def _rooms_of(stage: Stage | None) -> list[Stage]:
    """The rooms that a show on this stage takes besides it."""
    return list(stage.parts.order_by("pk")) if stage else []


def _holds(show: Show) -> list:
    return holds_in_the_way(show.stage, nights_of(show) if show.stage else [])


def _changes(before: Show | Spot, after: Show | Spot, names: Iterable[str]) -> dict[str, list[str | None]]:
    told = {name: [_said(getattr(before, name)), _said(getattr(after, name))] for name in names}
    return {name: values for name, values in told.items() if values[0] != values[1]}


def _said(moment: dt.datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(dt.UTC).isoformat()


def _changed_stage(before: Show, after: Show) -> dict[str, list[str]]:
    if before.stage_id == after.stage_id or not before.stage or not after.stage:
        return {}
    return {"stage": [before.stage.name, after.stage.name]}
