"""The gig finder: open spots, and whether a band could play them."""

import base64
import binascii
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q
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
    cursor: str = "",
    limit: int = 25,
) -> OpenSpots:
    """Open spots of published shows of approved owners whose call is still to come, the soonest first.

    Nights `first` to `last`, both included; spots that want this genre, one below it or any; in or around a city. With
    a band, exactly what all members' calendars say from call to release: busy, unknown or free. At most four queries.
    Whether the viewer may ask for that band is the caller's to check. Raises ValidationError at `cursor`.
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
        spots = within_radius(spots, city, radius_km, "show__city")  # type: ignore[assignment]
    if cursor:
        starts_at, spot_id = read_cursor(cursor)
        spots = spots.filter(Q(starts_at__gt=starts_at) | Q(starts_at=starts_at, pk__gt=spot_id))
    limit = max(1, min(limit, MOST_SPOTS))
    found = list(spots.with_show().prefetch_related("genres").order_by("starts_at", "id")[: limit + 1])
    shown = found[:limit]
    return OpenSpots(_with_band(shown, band), make_cursor(shown[-1]) if len(found) > limit else None)


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


def acts_fit(spot: Spot, acts: Iterable[Party]) -> dict[UUID, str]:
    """Whether each of these acts could play one spot, as the host may know it: yes, unknown or no. One query."""
    period = Period(spot.call_at, spot.released_at)
    pairs = {act.pk: (act.calendar_id, period) for act in acts}
    told = AvailabilityManager.combined_states(pairs.values())
    return {act_id: FITS[told[pair]] for act_id, pair in pairs.items()}


def make_cursor(spot: Spot) -> str:
    """Where the next page begins, as one opaque word."""
    return base64.urlsafe_b64encode(f"{spot.starts_at.isoformat()} {spot.pk}".encode()).decode()


def read_cursor(cursor: str) -> tuple[dt.datetime, UUID]:
    """What `make_cursor` wrote; anything else is a ValidationError at `cursor`."""
    try:
        starts_at, _space, spot_id = base64.urlsafe_b64decode(cursor.encode()).decode().partition(" ")
        instant = dt.datetime.fromisoformat(starts_at).astimezone(dt.UTC)
        return instant, UUID(spot_id)
    except (ValueError, OverflowError, binascii.Error) as error:
        raise ValidationError({"cursor": [_("This page does not exist any more; start again.")]}) from error
