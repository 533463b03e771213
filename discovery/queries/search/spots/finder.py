"""The gig finder: open spots, and whether a band could play them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import cast

from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Party
from bookings.models import Booking, Spot
from bookings.models.shows import SpotQuerySet
from bookings.states import InitiatedBy
from discovery.queries.fits import FITS_LABELS, spots_fit
from discovery.queries.search.reasons import rates_for, say_fee, say_way
from discovery.queries.search.spots.orders import Order, order_of
from discovery.queries.search.spots.wishes import SpotWish, spots_of
from discovery.queries.search.wishes import RADIUS_KM, check

__all__ = ["RADIUS_KM", "OpenSpot", "OpenSpots", "open_spots"]

MOST_SPOTS = 100
MOST_LOOKS = 8


@dataclass(frozen=True)
class OpenSpot:
    """A spot one may apply for. `fits` (yes, maybe, unknown, no), `has_applied` and `is_invited` are those of the
    band asked for; `reasons` say why it fits what else was asked; `cannot` names who of the band cannot and `has_draft`
    that it keeps an application, both for its leaders.

    The show's title is for everybody only where `is_named`: before its announcement a show has no name.
    """

    spot: Spot
    is_named: bool
    fits: str | None = None
    has_applied: bool = False
    is_invited: bool = False
    reasons: list[str] = field(default_factory=list)
    cannot: list[str] = field(default_factory=list)
    has_draft: bool = False

    @property
    def fits_label(self) -> str:
        return str(FITS_LABELS[self.fits]) if self.fits else ""


@dataclass(frozen=True)
class OpenSpots:
    """One page of open spots, and the cursor of the next."""

    items: list[OpenSpot]
    next: str | None


def open_spots(
    wish: SpotWish | None = None,
    *,
    genre: str = "",
    sort: str | None = None,
    cursor: str | None = None,
    limit: int = 25,
    **asked,
) -> OpenSpots:
    """Open spots of published shows of approved owners whose call is still to come, the soonest first unless `sort`
    (one of `SpotSort`) says otherwise. What may be asked is in `SpotWish`; its fields may be given one by one.

    With a band, exactly what all members' calendars say from call to release: busy, unknown or free; `only_fitting`
    leaves out those at which the band is taken: in one statement by its day masks, what is shown by the blocks. At most
    four queries, one or two more where a fee is asked or by fit is sorted, or three more for each time that a page had
    to be filled up. Whether the viewer may ask for that band is the caller's to check. Raises ValidationError at the
    field for what cannot be asked, and at `cursor`.
    """
    wish = wish or SpotWish(**asked, genres=(genre,) if genre else ())
    check(wish)
    order = order_of(wish, sort)
    # `alias` and `annotate` keep the queryset's class, which the stubs do not know.
    spots = cast(SpotQuerySet, order.apply(spots_of(wish), wish)).with_show().prefetch_related("genres")
    found = _page(spots, order, wish, cursor, max(1, min(limit, MOST_SPOTS)))
    return replace(found, items=with_reasons(found.items, wish))


def _page(spots: QuerySet[Spot], order: Order, wish: SpotWish, cursor: str | None, limit: int) -> OpenSpots:
    """What fits by the masks, but not by the blocks, drops out and the page is filled up; where that is much, a page
    may be short and go on all the same."""
    place = order.read(cursor) if cursor else None
    shown: list[OpenSpot] = []
    for _time in range(MOST_LOOKS):
        rows = list(order.after(spots, place)[: limit + 1])
        looked = _with_band(rows, wish.band)
        shown += [each for each in looked if each.fits != "no"] if wish.is_for_fitting else looked
        if len(shown) > limit:
            return OpenSpots(shown[:limit], order.write(order.place(shown[limit - 1].spot)))
        if len(rows) <= limit:
            return OpenSpots(shown, None)
        place = order.place(rows[-1])
    return OpenSpots(shown, order.write(place) if place else None)


def with_reasons(found: list[OpenSpot], wish: SpotWish) -> list[OpenSpot]:
    """Each with the words that say why it fits what was asked. One query where fees are in several currencies."""
    rates = rates_for(wish, {each.spot.fee_currency_id for each in found})
    return [replace(each, reasons=list(_reasons(each.spot, wish, rates))) for each in found]


def _reasons(spot: Spot, wish: SpotWish, rates: dict[str, Decimal]) -> Iterator[str]:
    show = spot.show
    branches = [f"/{slug}/" for slug in wish.genres]
    if wanted := [genre.name for genre in spot.genres.all() if any(branch in genre.path for branch in branches)]:
        yield _("looking for %(genres)s") % {"genres": ", ".join(wanted)}
    elif wish.genres:
        yield _("open to any genre")
    distance = getattr(spot, "distance_km", None)
    if distance is not None:
        yield say_way(distance, wish.city, show.city_id)
    if wish.fee_min is not None and spot.fee_minor is not None and spot.fee_currency_id is not None:
        yield say_fee(spot.fee_minor, spot.fee_minor, spot.fee_currency_id, wish, rates)
    if wish.capacity_min is not None and show.stage and (capacity := show.stage.capacity):
        yield ngettext("room for %(count)d person", "room for %(count)d people", capacity) % {"count": capacity}
    if wish.rating_min is not None and show.owner.rating_average is not None:
        yield f"★ {number_format(show.owner.rating_average, 1)}"


def _with_band(spots: list[Spot], band: Party | None) -> list[OpenSpot]:
    if band is None:
        return [OpenSpot(spot, spot.show.is_announced) for spot in spots]
    fits = spots_fit(spots, band)
    pending = Booking.objects.pending().filter(spot__in=spots, act=band)
    begun = dict(pending.values_list("spot_id", "initiated_by"))
    return [
        OpenSpot(
            spot,
            spot.show.is_announced,
            fits[spot.pk],
            has_applied=begun.get(spot.pk) == InitiatedBy.APPLICATION,
            is_invited=spot.pk in begun and begun[spot.pk] != InitiatedBy.APPLICATION,
        )
        for spot in spots
    ]
