"""Bills: whose they are, who heads them, and what their running order is made of."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import now

from accounts.models import Membership, Party, User
from accounts.states import INACTIVE, PLAYING_KINDS
from bookings.bill.running_order import Frame, Part, parts_of, suggested
from bookings.models import Booking, Show, Spot
from bookings.states import LIVE, PROMISED, ShowState, SpotRole
from engagements.queries.currencies import likely_currencies

RANKS = {SpotRole.OPENER: 0, SpotRole.SUPPORT: 1, SpotRole.HEADLINER: 2, SpotRole.DJ: 3}
USUAL_SETS = {SpotRole.OPENER: 30, SpotRole.SUPPORT: 40, SpotRole.HEADLINER: 75, SpotRole.DJ: 90}
"""Minutes."""


def headliners(shows: Collection[UUID], *, only_active: bool = False) -> dict[UUID, set[UUID]]:
    """The acts that are booked as headliners, by show; `only_active`: but those that are suspended or closed. One
    query, none without shows."""
    found: dict[UUID, set[UUID]] = {}
    if shows:
        heading = Booking.objects.promised().filter(spot__show__in=shows, spot__role=SpotRole.HEADLINER)
        heading = heading.exclude(act__approval__in=INACTIVE) if only_active else heading
        for show_id, act_id in heading.values_list("spot__show", "act"):
            found.setdefault(show_id, set()).add(act_id)
    return found


def headliners_of(show: Show) -> list[Party]:
    """The acts that are booked as headliners of one show. One query."""
    heading = Booking.objects.promised().filter(spot__show=show, spot__role=SpotRole.HEADLINER)
    return [booking.act for booking in heading.select_related("act")]


def has_acts(show: Show) -> bool:
    """Whether an act is booked on the bill, or in talks about a spot. One query."""
    return Booking.objects.filter(spot__show=show, state__in=sorted(LIVE | PROMISED)).exists()


def bills_of(user: User, *, past: bool = False, at: dt.datetime | None = None) -> QuerySet[Show]:
    """The shows that the user's acts head: their own, and those where one is booked as the headliner; by start."""
    led = Membership.objects.parties_led_by(user)
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


def currencies_of(show: Show) -> list[str]:
    """The codes of the currencies of a show: of its tickets, of its fees, then those that its host most likely means.
    One query."""
    fees = show.spots.exclude(fee_currency=None).order_by("position").values_list("fee_currency_id", flat=True)
    tickets = [show.ticket_currency_id] if show.ticket_currency_id else []
    return list(dict.fromkeys([*tickets, *fees, *likely_currencies(show.owner, show.city)]))


@dataclass(frozen=True)
class Bill:
    """The spots of a show in running order with what their sets are made of. `is_suggested`: nobody was told yet."""

    spots: list[Spot]
    parts: list[Part]
    is_suggested: bool


def bill_on(show: Show, spots: Sequence[Spot]) -> Bill:
    """The bill of a show as its sets follow one another.

    Where two overlap, which is how a bill begins whose acts were only listed, an order is suggested instead: openers
    first, the headliner last, with sets of the usual lengths as far as the night allows.
    """
    read = parts_of([(spot.starts_at, spot.ends_at) for spot in spots])
    ordered = list(spots) if read else in_usual_order(spots)
    usual = [USUAL_SETS[SpotRole(spot.role)] for spot in ordered]
    parts = read or suggested(frame_of(show, spots), usual, until=show.ends_at)
    return Bill(ordered, [_with_own(*each) for each in enumerate(zip(parts, ordered, strict=True))], read is None)


def _with_own(place: int, said: tuple[Part, Spot]) -> Part:
    """What no gap tells: the soundcheck, and the changeover that the first act needs once it stands elsewhere."""
    part, spot = said
    changeover = part.changeover if place else spot.changeover_minutes or part.changeover
    return Part(part.minutes, changeover, spot.soundcheck_minutes or 0)


def in_usual_order(spots: Iterable[Spot]) -> list[Spot]:
    """By role, as a night is built: openers, supports, headliner, DJ; of one role as they stand."""
    return sorted(spots, key=lambda spot: (RANKS[SpotRole(spot.role)], spot.position))


def promised_by_spot(shows: Collection[Show]) -> dict[UUID, Booking]:
    """The promised bookings on these shows, with their acts, by spot. One query."""
    promised = Booking.objects.promised().filter(spot__show__in=shows).select_related("act__city")
    return {booking.spot_id: booking for booking in promised}
