"""The gig finder: open spots, and whether a band could play them."""

import base64
import binascii
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Party
from accounts.states import Approval
from availability.manager import AvailabilityManager
from availability.ranges import Period
from availability.states import MemberState
from bookings.models import Booking, Spot
from bookings.states import ShowState, SpotState
from catalogue.models import City
from catalogue.queries import genre_and_descendants, within_radius

MOST_SPOTS = 100
MOST_LOOKS = 8
RADIUS_KM = 50
FITS = {
    MemberState.FREE: "yes",
    MemberState.MAYBE: "yes",
    MemberState.UNKNOWN: "unknown",
    MemberState.BUSY: "no",
}
FITS_LABELS = {
    "yes": gettext_lazy("All can"),
    "unknown": gettext_lazy("Somebody has not said"),
    "no": gettext_lazy("Somebody cannot"),
}

Place = tuple[dt.datetime, UUID]
"""Where a spot stands in the order of the finder: the start of its set and its id."""


@dataclass(frozen=True)
class OpenSpot:
    """A spot one may apply for. `fits` (yes, unknown, no) and `has_applied` are those of the band asked for.

    The show's title is for everybody only where `is_named`: before its announcement a show has no name.
    """

    spot: Spot
    is_named: bool
    fits: str | None = None
    has_applied: bool = False

    @property
    def fits_label(self) -> str:
        return str(FITS_LABELS[self.fits]) if self.fits else ""


@dataclass(frozen=True)
class OpenSpots:
    """One page of open spots, and the cursor of the next."""

    items: list[OpenSpot]
    next: str | None


def open_spots(
    *,
    first: dt.date | None = None,
    last: dt.date | None = None,
    genre: str = "",
    city: City | None = None,
    radius_km: float = RADIUS_KM,
    band: Party | None = None,
    only_fitting: bool = False,
    cursor: str = "",
    limit: int = 25,
) -> OpenSpots:
    """Open spots of published shows of approved owners whose call is still to come, the soonest first.

    Nights `first` to `last`, both included; spots that want this genre, one below it or any; in or around a city. With
    a band, exactly what all members' calendars say from call to release: busy, unknown or free; `only_fitting` leaves
    out those at which the band is taken: in one statement by its day masks, what is shown by the blocks. At most four
    queries, or three more for each time that a page had to be filled up. Whether the viewer may ask for that band is
    the caller's to check. Raises ValidationError at `cursor`.
    """
    spots = Spot.objects.filter(
        state=SpotState.OPEN,
        call_at__gt=now(),
        show__state=ShowState.OPEN,
        show__owner__approval=Approval.APPROVED,
        show__owner__is_listed=True,
    )
    if first:
        spots = spots.filter(show__night__gte=first)
    if last:
        spots = spots.filter(show__night__lte=last)
    if genre:
        branch = spots.model.genres.through.objects.filter(genre__in=genre_and_descendants(genre)).values("spot")
        spots = spots.filter(Q(pk__in=branch) | Q(genres=None))
    if city:
        spots = within_radius(spots, city, radius_km, "show__city")
    only_fitting = only_fitting and band is not None
    if band is not None and only_fitting:
        spots = spots.filter(~AvailabilityManager.taken_between(band.calendar_id, "call_at", "released_at"))
    spots = spots.with_show().prefetch_related("genres").order_by("starts_at", "id")
    return _page(spots, band, only_fitting, cursor, max(1, min(limit, MOST_SPOTS)))


def _page(spots: QuerySet[Spot], band: Party | None, only_fitting: bool, cursor: str, limit: int) -> OpenSpots:
    """What fits by the masks, but not by the blocks, drops out and the page is filled up; where that is much, a page
    may be short and go on all the same."""
    place = read_cursor(cursor) if cursor else None
    shown: list[OpenSpot] = []
    for _time in range(MOST_LOOKS):
        rows = list(_after(spots, place)[: limit + 1])
        looked = _with_band(rows, band)
        shown += [each for each in looked if each.fits != "no"] if only_fitting else looked
        if len(shown) > limit:
            return OpenSpots(shown[:limit], make_cursor(_place_of(shown[limit - 1].spot)))
        if len(rows) <= limit:
            return OpenSpots(shown, None)
        place = _place_of(rows[-1])
    return OpenSpots(shown, place and make_cursor(place))


def _after(spots: QuerySet[Spot], place: Place | None) -> QuerySet[Spot]:
    if place is None:
        return spots
    starts_at, spot_id = place
    return spots.filter(Q(starts_at__gt=starts_at) | Q(starts_at=starts_at, pk__gt=spot_id))


def _with_band(spots: list[Spot], band: Party | None) -> list[OpenSpot]:
    if band is None:
        return [OpenSpot(spot, spot.show.is_announced) for spot in spots]
    fits = spots_fit(spots, band)
    applied = set(Booking.objects.pending().filter(spot__in=spots, act=band).values_list("spot_id", flat=True))
    return [OpenSpot(spot, spot.show.is_announced, fits[spot.pk], spot.pk in applied) for spot in spots]


def spots_fit(spots: Iterable[Spot], act: Party) -> dict[UUID, str]:
    """Whether the act with all its members could play each spot: yes, unknown or no. One query."""
    pairs = {spot.pk: (act.calendar_id, Period(spot.call_at, spot.released_at)) for spot in spots}
    told = AvailabilityManager.combined_states(pairs.values())
    return {spot_id: FITS[told[pair]] for spot_id, pair in pairs.items()}


def spots_fit_any(spots: Iterable[Spot], acts: Iterable[Party]) -> dict[tuple[UUID, UUID], str]:
    """Whether each of these acts could play each of these spots, by (spot, act): yes, unknown or no. One query."""
    pairs = {
        (spot.pk, act.pk): (act.calendar_id, Period(spot.call_at, spot.released_at)) for spot in spots for act in acts
    }
    told = AvailabilityManager.combined_states(pairs.values())
    return {key: FITS[told[pair]] for key, pair in pairs.items()}


def acts_fit(spot: Spot, acts: Iterable[Party]) -> dict[UUID, str]:
    """Whether each of these acts could play one spot, as the host may know it: yes, unknown or no. One query."""
    period = Period(spot.call_at, spot.released_at)
    pairs = {act.pk: (act.calendar_id, period) for act in acts}
    told = AvailabilityManager.combined_states(pairs.values())
    return {act_id: FITS[told[pair]] for act_id, pair in pairs.items()}


def _place_of(spot: Spot) -> Place:
    return spot.starts_at, spot.pk


def make_cursor(place: Place) -> str:
    """Where the next page begins, as one opaque word."""
    starts_at, spot_id = place
    return base64.urlsafe_b64encode(f"{starts_at.isoformat()} {spot_id}".encode()).decode()


def read_cursor(cursor: str) -> Place:
    """What `make_cursor` wrote; anything else is a ValidationError at `cursor`."""
    try:
        starts_at, _space, spot_id = base64.urlsafe_b64decode(cursor.encode()).decode().partition(" ")
        instant = dt.datetime.fromisoformat(starts_at).astimezone(dt.UTC)
        return instant, UUID(spot_id)
    except (ValueError, OverflowError, binascii.Error) as error:
        raise ValidationError({"cursor": [_("This page does not exist any more; start again.")]}) from error
