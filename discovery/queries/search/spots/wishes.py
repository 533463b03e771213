"""What somebody looks for among open spots, and that as conditions for their table."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Case, Exists, F, FloatField, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Power
from django.utils.timezone import now

from accounts.conditions import PUBLIC_PARTY
from accounts.models import Party
from availability.queries.manager import AvailabilityManager
from bookings.conditions import ANNOUNCED
from bookings.models import Booking, Spot, SpotQuerySet
from bookings.states import ShowState, SpotState
from catalogue.models import CityName
from catalogue.names.folding import Fold
from catalogue.queries import within_radius
from discovery.queries.search.wishes import BaseWish, worth
from web.money import currency_digits

MOST_WORDS = 6
ALIKE_ENOUGH = 0.45


@dataclass(frozen=True, kw_only=True)
class SpotWish(BaseWish):
    """Everything that may be asked of open spots; whatever is left out is not asked.

    Nights `first` to `last`, both included. `q`: each word stands in the name of host, venue, town (in any language) or
    place, or of the show once it is announced, or nearly so. `genres` are slugs, each meaning its branch: spots that
    want one of them, or any. A place is a `city` or `near` (latitude, longitude) with `radius_km` around it. `fee_min`
    is in minor units of `currency`, in whatever currency the fee is; `capacity_min` people in the room; `draw`: so many
    the act draws, and no spot wants more; `rating_min`, 1 to 5, of the host. `band`: whether its members can, with
    `only_fitting` leaving out where they cannot; what it puts on itself is left out.
    """

    first: dt.date | None = None
    last: dt.date | None = None
    role: str = ""
    draw: int | None = None
    band: Party | None = None
    only_fitting: bool = False

    @property
    def words(self) -> list[str]:
        return self.text.split()[:MOST_WORDS]

    @property
    def is_for_fitting(self) -> bool:
        return self.only_fitting and self.band is not None


def open_to_all() -> SpotQuerySet:
    """Open spots of published shows of approved hosts whose call is still to come."""
    return Spot.objects.filter(
        PUBLIC_PARTY.q("show__owner"),
        state=SpotState.OPEN,
        call_at__gt=now(),
        show__state=ShowState.OPEN,
    )


def spots_of(wish: SpotWish) -> QuerySet[Spot]:
    """The open spots of a wish, in no order, with `euros` (None where no fee is said, or no rate known), and with a
    place `distance_km`. One query for the rate where a fee is asked, unless it is known already."""
    spots: QuerySet[Any] = open_to_all().alias(euros=euros())
    if wish.first:
        spots = spots.filter(show__night__gte=wish.first)
    if wish.last:
        spots = spots.filter(show__night__lte=wish.last)
    if wish.role:
        spots = spots.filter(role=wish.role)
    for word in wish.words:
        spots = _saying(spots, word)
    if wish.genres:
        spots = spots.filter(Q(_wants(wish.genres)) | Q(genres=None))
    if wish.place:
        spots = within_radius(spots, wish.place, wish.reach_km, "show__city")
    if wish.region:
        spots = spots.filter(show__city__region=wish.region)
    if wish.fee_min is not None:
        spots = spots.filter(euros__gte=in_euros(wish.fee_min, wish))
    if wish.capacity_min is not None:
        spots = spots.filter(show__stage__capacity__gte=wish.capacity_min)
    if wish.draw is not None:
        spots = spots.filter(Q(draw_wanted=None) | Q(draw_wanted__lte=wish.draw))
    if wish.rating_min is not None:
        spots = spots.filter(show__owner__rating_average__gte=wish.rating_min)
    if wish.band is not None:
        spots = spots.exclude(show__owner=wish.band)
    if wish.band is not None and wish.only_fitting:
        spots = spots.filter(~_is_taken(wish.band))
    return spots


def _is_taken(band: Party) -> Q:
    """Spots at whose time the band is taken, by its day masks. Those of a bill it plays on count as free: whether the
    sets overlap, `spots_fit` reads for what is shown."""
    taken = AvailabilityManager.taken_between(band.calendar_id, "call_at", "released_at")
    return Q(taken) & ~Q(Exists(Booking.objects.promised().filter(act=band, spot__show=OuterRef("show"))))


def wants_a_genre_of(band: Party) -> Exists:
    """Spots that want one of the genres a band plays, or what stands above one."""
    above = {slug for genre in band.genres.all() for slug in genre.path.strip("/").split("/")}
    return Exists(Spot.genres.through.objects.filter(spot=OuterRef("pk"), genre__in=above))


def _wants(genres: tuple[str, ...]) -> Exists:
    branches = Q()
    for slug in genres:
        branches |= Q(genre__path__contains=f"/{slug}/")
    return Exists(Spot.genres.through.objects.filter(branches, spot=OuterRef("pk")))


def _saying(spots: QuerySet[Spot], word: str) -> QuerySet[Spot]:
    """What is not announced is not looked through: nobody finds a title by guessing."""
    title = Case(
        When(ANNOUNCED.q("show"), then=F("show__title")),
        default=Value(""),
        output_field=TextField(),
    )
    names = ("show__owner__name", "show__stage__venue__party__name", "show__place", "show__city__name")
    parts = [part for name in names for part in (Coalesce(F(name), Value("")), Value(" "))]
    said = Fold(Concat(*parts, title, output_field=TextField()))
    asked = Fold(Value(word))
    likeness = TrigramWordSimilarity(asked, said)  # type: ignore[arg-type]  # it takes expressions too
    spots = spots.alias(said=said, likeness=likeness)
    begins = Q(folded__startswith=asked)
    for before in " -":
        begins |= Q(folded__contains=Concat(Value(before), asked, output_field=TextField()))
    in_town = Exists(CityName.objects.filter(begins, city=OuterRef("show__city")))
    return spots.filter(Q(said__contains=asked) | Q(likeness__gte=ALIKE_ENOUGH) | in_town)


def euros():
    """What a spot pays, in euros."""
    amount = Cast("fee_minor", FloatField()) / Power(Value(10.0), F("fee_currency__minor_digits"))
    return amount / Cast("fee_currency__rate__per_euro", FloatField())


def in_euros(amount_minor: int, wish: SpotWish) -> float:
    """An amount in the currency of a checked wish, reckoned as `euros` is."""
    return amount_minor / 10.0 ** currency_digits(wish.currency) / float(cast(Decimal, worth(wish.currency, wish)))
