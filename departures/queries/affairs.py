"""What parties still have to do with others: what somebody has to answer for when they close."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import now

from accounts.models import Party
from availability.ranges import DAY
from bookings.models import Booking, BookingQuerySet, Settlement, Show
from bookings.queries.changes import Cost, cost_of_cancelling
from bookings.states import LIVE, BookingState, SettlementState, ShowState
from holds.models import Hold

DUE_FOR = 90 * DAY
"""How long after the night money counts as due: nobody tells us when it was paid."""
TO_COME = (ShowState.DRAFT, ShowState.OPEN, ShowState.CONFIRMED)


@dataclass(frozen=True)
class Affairs:
    """The shows, bookings, holds and amounts due of some parties, as host, act and holder. Everything has its place.

    `shows` are their own that have not begun, drafts too; `guests` those of others on their stages. `bookings` are
    pending or confirmed with a set still to begin, on either side. `due`: played, disputed or called off, with money
    that is not settled.
    """

    shows: list[Show]
    guests: list[Show]
    bookings: list[Booking]
    holds: list[Hold]
    due: list[Booking]

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
        """What is confirmed, each with what calling it off costs now."""
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

    def __bool__(self) -> bool:
        return any((self.shows, self.guests, self.bookings, self.holds, self.due))


def affairs_of(parties: Collection[Party], at: dt.datetime) -> Affairs:
    """What these parties have to do with others at this instant. Five queries, none without parties."""
    if not parties:
        return Affairs([], [], [], [], [])
    to_come = Show.objects.filter(state__in=TO_COME, starts_at__gt=at).with_place().order_by("starts_at", "id")
    on_stage = to_come.filter(stage__venue__in=[party.pk for party in parties]).exclude(state=ShowState.DRAFT)
    return Affairs(
        shows=list(to_come.filter(owner__in=parties)),
        guests=list(on_stage.exclude(owner__in=parties)),
        bookings=list(_open_bookings(parties, at)),
        holds=list(open_holds(parties)),
        due=list(_due(parties, at)),
    )


def open_holds(parties: Collection[Party]) -> QuerySet[Hold]:
    """The standing holds of these parties, for them, or on their stages, by night."""
    ids = [party.pk for party in parties]
    theirs = Q(holder__in=ids) | Q(act__in=ids) | Q(stage__venue__in=ids)
    return Hold.objects.standing().filter(theirs).with_place().order_by("night", "id")


def _open_bookings(parties: Collection[Party], at: dt.datetime) -> BookingQuerySet:
    still_open = Q(state=BookingState.PENDING) | (Q(state=BookingState.CONFIRMED) & _to_come(parties, at))
    return _of(parties).filter(still_open, state__in=sorted(LIVE)).with_show().order_by("spot__call_at", "id")


def unsettled(at: dt.datetime) -> Q:
    """Of bookings: played and not settled by both sides, disputed, or called off for a share of the fee."""
    signed = Settlement.objects.filter(booking=OuterRef("pk"), state=SettlementState.SIGNED)
    recent = Q(spot__show__out_at__gt=at - DUE_FOR)
    played = Q(state=BookingState.COMPLETED, fee_currency__isnull=False) & ~Exists(signed) & recent
    called_off = Q(state=BookingState.CANCELLED, cancellation__fee_minor__gt=0) & recent
    return played | called_off | Q(state=BookingState.DISPUTED)


def _due(parties: Collection[Party], at: dt.datetime) -> BookingQuerySet:
    running = Q(state=BookingState.CONFIRMED) & ~_to_come(parties, at)
    return _of(parties).filter(running | unsettled(at)).with_show().order_by("spot__call_at", "id")


def _to_come(parties: Collection[Party], at: dt.datetime) -> Q:
    """A host calls nothing off once its show has begun, an act once its set has."""
    return Q(act__in=parties, spot__starts_at__gt=at) | Q(spot__show__starts_at__gt=at)


def _of(parties: Collection[Party]) -> BookingQuerySet:
    return Booking.objects.filter(Q(act__in=parties) | Q(spot__show__owner__in=parties))
