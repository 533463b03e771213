"""Bills: whose they are, who heads them, and what their running order is made of."""

import datetime as dt
from collections.abc import Collection, Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import now

from accounts.models import Membership, Party, User
from accounts.states import LEADING_ROLES, PLAYING_KINDS
from bookings.bill.running_order import Frame, Part, parts_of, shared_evenly
from bookings.models import Booking, Show, Spot
from bookings.states import ShowState, SpotRole


def headliners(shows: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """The acts that are booked as headliners, by show. One query, none without shows."""
    found: dict[UUID, set[UUID]] = {}
    if shows:
        heading = Booking.objects.promised().filter(spot__show__in=shows, spot__role=SpotRole.HEADLINER)
        for show_id, act_id in heading.values_list("spot__show", "act"):
            found.setdefault(show_id, set()).add(act_id)
    return found


def headliners_of(show: Show) -> list[Party]:
    """The acts that are booked as headliners of one show. One query."""
    heading = Booking.objects.promised().filter(spot__show=show, spot__role=SpotRole.HEADLINER)
    return [booking.act for booking in heading.select_related("act")]


def bills_of(user: User, *, past: bool = False, at: dt.datetime | None = None) -> QuerySet[Show]:
    """The shows that the user's acts head: their own, and those where one is booked as the headliner; by start."""
    led = Membership.objects.current().filter(user=user, role__in=LEADING_ROLES).values("party")
    acts = Party.objects.filter(pk__in=led, kind__in=PLAYING_KINDS).values("pk")
    heading = Booking.objects.promised().filter(
        spot__show=OuterRef("pk"), spot__role=SpotRole.HEADLINER, act__in=acts
    )  # fmt: skip
    shows = Show.objects.filter(Q(owner__in=acts) | Exists(heading)).exclude(state=ShowState.CANCELLED).with_place()
    at = at or now()
    if past:
        return shows.filter(out_at__lte=at).order_by("-starts_at", "id")
    return shows.filter(out_at__gt=at).order_by("starts_at", "id")


def frame_of(show: Show, spots: Sequence[Spot]) -> Frame:
    """What the night of a show gives to its running order: its first set starts where the earliest spot does."""
    first_at = min((spot.starts_at for spot in spots), default=show.starts_at)
    return Frame(show.load_in_at, show.doors_at, first_at, show.curfew_at, show.out_at)


def parts_on(show: Show, spots: Sequence[Spot]) -> tuple[list[Part], bool]:
    """What the sets of a bill, in running order, are made of, and whether they follow one another as they stand.

    Where two overlap, which is how a bill begins whose acts were only listed, the night is shared evenly instead: a
    suggestion, nothing that anybody was told.
    """
    read = parts_of([(spot.starts_at, spot.ends_at) for spot in spots])
    parts = read or shared_evenly(frame_of(show, spots), len(spots), until=show.ends_at)
    checked = [
        Part(part.minutes, part.changeover or spot.changeover_minutes, spot.soundcheck_minutes or 0)
        for part, spot in zip(parts, spots, strict=True)
    ]
    return checked, read is not None


def promised_by_spot(shows: Collection[Show]) -> dict[UUID, Booking]:
    """The promised bookings on these shows, with their acts, by spot. One query."""
    promised = Booking.objects.promised().filter(spot__show__in=shows).select_related("act__city")
    return {booking.spot_id: booking for booking in promised}
