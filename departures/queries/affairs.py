"""The open shows, bookings, holds, enquiries and debts of parties: what somebody has to answer for when they close."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import now

from accounts.models import Party
from availability.ranges import DAY
from bookings.models import Booking, Settlement, Show
from bookings.queries.changes import Cost, cost_of_cancelling
from bookings.states import LIVE, BookingState, SettlementState, ShowState
from holds.models import Hold
from messaging.models import Thread
from messaging.states import About

DUE_FOR = 90 * DAY
"""How long after the night money counts as due: nobody tells us when it was paid. An enquiry counts as open for as long
after its last message."""
TO_COME = (ShowState.DRAFT, ShowState.OPEN, ShowState.CONFIRMED)


@dataclass(frozen=True)
class Affairs:
    """The shows, bookings, holds and amounts due of some parties, as host, act and holder. Everything has its place.

    `shows` are their own that have not begun, drafts too; `guests` those of others on their stages. `bookings` are
    pending or confirmed with a set still to begin, on either side. `due`: played, disputed or called off, with money
    that is not settled. `enquiries`: what was written lately before any booking, unless one side has blocked the other.
    """

    shows: list[Show]
    guests: list[Show]
    bookings: list[Booking]
    holds: list[Hold]
    due: list[Booking]
    enquiries: list[Thread]

    @property
    def published(self) -> list[Show]:
        """Own shows that everybody may know, or that somebody is booked for."""
        return [show for show in self.shows if show.state != ShowState.DRAFT]

    @property
    def drafts(self) -> list[Show]:
        """Own shows that nobody else knows of; a client's request waits on its own."""
        asked = {booking.spot.show_id for booking in self.bookings}
        return [show for show in self.shows if show.state == ShowState.DRAFT and show.pk not in asked]

    @property
    def confirmed(self) -> list[Booking]:
        return [booking for booking in self.bookings if booking.state == BookingState.CONFIRMED]

    @property
    def costs(self) -> list[tuple[Booking, Cost]]:
        """The confirmed bookings, each with the cost of calling it off now."""
        return [(booking, cost_of_cancelling(booking, now())) for booking in self.confirmed]

    @property
    def pending(self) -> list[Booking]:
        """Applications, invitations and requests that somebody has still to answer."""
        return [booking for booking in self.bookings if booking.state == BookingState.PENDING]

    @property
    def show_ids(self) -> set[UUID]:
        return {show.pk for show in self.shows} | {booking.spot.show_id for booking in self.bookings}

    @property
    def open_ids(self) -> set[UUID]:
        """All that ends when the parties close, by id."""
        return {each.pk for part in (self.shows, self.bookings, self.holds) for each in part}

    @property
    def others(self) -> set[UUID]:
        """Everybody that the shows, bookings and holds are with, and the parties themselves."""
        booked = {side for each in [*self.bookings, *self.due] for side in (each.act_id, each.spot.show.owner_id)}
        held = {side for hold in self.holds for side in (hold.holder_id, hold.act_id, hold.stage.venue_id) if side}
        return booked | held | {show.owner_id for show in self.guests}

    @property
    def is_on_record(self) -> bool:
        """Whether there is anything that staff keep a record of: more than enquiries."""
        return any((self.shows, self.guests, self.bookings, self.holds, self.due))

    def __bool__(self) -> bool:
        return self.is_on_record or bool(self.enquiries)


def affairs_of(parties: Collection[Party], at: dt.datetime) -> Affairs:
    """What these parties together have to do with others at this instant. Six queries, none without parties."""
    return _Read.of(parties, at).share({party.pk for party in parties})


def affairs_of_each(parties: Collection[Party], at: dt.datetime) -> dict[Party, Affairs]:
    """The same for each party alone. Six queries, however many parties."""
    read = _Read.of(parties, at)
    return {party: read.share({party.pk}) for party in parties}


@dataclass(frozen=True)
class _Read:
    """Everything that several parties have to do with others, before it is divided among them."""

    at: dt.datetime
    shows: list[Show]
    on_stage: list[Show]
    live: list[Booking]
    holds: list[Hold]
    unsettled: list[Booking]
    enquiries: list[Thread]

    @classmethod
    def of(cls, parties: Collection[Party], at: dt.datetime) -> Self:
        if not parties:
            return cls(at, [], [], [], [], [], [])
        to_come = Show.objects.filter(state__in=TO_COME, starts_at__gt=at).with_place().order_by("starts_at", "id")
        on_stage = to_come.filter(stage__venue__in=[party.pk for party in parties]).exclude(state=ShowState.DRAFT)
        bookings = Booking.objects.filter(Q(act__in=parties) | Q(spot__show__owner__in=parties)).with_show()
        return cls(
            at,
            shows=list(to_come.filter(owner__in=parties)),
            on_stage=list(on_stage),
            live=list(bookings.filter(state__in=sorted(LIVE))),
            holds=list(open_holds(parties)),
            unsettled=list(bookings.filter(unsettled(at))),
            enquiries=list(open_enquiries(parties, at)),
        )

    def share(self, ids: Collection[UUID]) -> Affairs:
        """What concerns the parties of these ids."""
        live = [booking for booking in self.live if _concerns(booking, ids)]
        is_open = {booking: booking.state == BookingState.PENDING or self._is_to_come(booking, ids) for booking in live}
        unsettled = [booking for booking in self.unsettled if _concerns(booking, ids)]
        return Affairs(
            shows=[show for show in self.shows if show.owner_id in ids],
            guests=[show for show in self.on_stage if _venue_of(show) in ids and show.owner_id not in ids],
            bookings=_by_call(booking for booking in live if is_open[booking]),
            holds=[hold for hold in self.holds if {hold.holder_id, hold.act_id, hold.stage.venue_id} & set(ids)],
            due=_by_call([*(booking for booking in live if not is_open[booking]), *unsettled]),
            enquiries=[thread for thread in self.enquiries if {thread.party_id, thread.asker_id} & set(ids)],
        )

    def _is_to_come(self, booking: Booking, ids: Collection[UUID]) -> bool:
        """A host calls nothing off once its show has begun, an act once its set has."""
        spot = booking.spot
        return spot.show.starts_at > self.at or (booking.act_id in ids and spot.starts_at > self.at)


def open_holds(parties: Collection[Party]) -> QuerySet[Hold]:
    """The standing holds of these parties, for them, or on their stages, by night."""
    ids = [party.pk for party in parties]
    theirs = Q(holder__in=ids) | Q(act__in=ids) | Q(stage__venue__in=ids)
    return Hold.objects.standing().filter(theirs).with_place().order_by("night", "id")


def open_enquiries(parties: Collection[Party], at: dt.datetime) -> QuerySet[Thread]:
    """The enquiries of these parties, as either side, in which somebody wrote lately, the latest first."""
    sides = Q(party__in=parties) | Q(asker__in=parties)
    lately = Thread.objects.filter(sides, kind=About.ENQUIRY, last_message_at__gt=at - DUE_FOR, blocks=None)
    return lately.select_related("party", "asker").order_by("-last_message_at", "-id")


def unsettled(at: dt.datetime) -> Q:
    """Of bookings: played and not settled by both sides, disputed, or called off for a share of the fee."""
    signed = Settlement.objects.filter(booking=OuterRef("pk"), state=SettlementState.SIGNED)
    recent = Q(spot__show__out_at__gt=at - DUE_FOR)
    played = Q(state=BookingState.COMPLETED, fee_currency__isnull=False) & ~Exists(signed) & recent
    called_off = Q(state=BookingState.CANCELLED, cancellation__fee_minor__gt=0) & recent
    return played | called_off | Q(state=BookingState.DISPUTED)


def _venue_of(show: Show) -> UUID | None:
    return show.stage.venue_id if show.stage else None


def _concerns(booking: Booking, ids: Collection[UUID]) -> bool:
    return booking.act_id in ids or booking.spot.show.owner_id in ids


def _by_call(bookings: Iterable[Booking]) -> list[Booking]:
    return sorted(bookings, key=lambda booking: (booking.spot.call_at, booking.pk))
