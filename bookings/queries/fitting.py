"""Which acts fit an open spot: by genre, by the people they draw, and by their Green Zones."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Party
from accounts.states import PartyKind
from availability.queries.manager import AvailabilityManager
from availability.ranges import Period
from availability.states import MemberState
from bookings.models import Booking, Spot
from bookings.states import LIVE, PROMISED
from catalogue.models import Genre
from catalogue.queries import within_radius

MOST_FITTING = 12
LOOKED_AT = 5 * MOST_FITTING
"""Those that fit by the masks, of which the blocks themselves leave some out."""
FARTHEST_KM = 500
"""Beyond this nobody is suggested for a support slot; who comes from farther can be invited by name."""


@dataclass(frozen=True)
class FittingAct:
    """An act that fits, and why, in words; `is_sure` where all are free, else some come only if need be."""

    act: Party
    is_sure: bool
    reasons: tuple[str, ...]


def fitting_acts(spot: Spot, *, limit: int = MOST_FITTING) -> list[FittingAct]:
    """Public bands that could play this spot from call to release, the surest first, then the nearest or best rated.

    They play one of its genres (or one below it), draw what is wanted, travel that far, and all of their members are
    free, or free if need be. Left out: the host, and whoever stands on the bill or waits for it. Six queries at most,
    however many bands there are. The spot comes with its show and the show's city.
    """
    period = Period(spot.call_at, spot.released_at)
    genres = list(spot.genres.all())
    rows = list(_by_masks(spot, genres, period)[:LOOKED_AT])
    told = AvailabilityManager.combined_states((act.calendar_id, period) for act in rows)
    fitting = [(act, told[act.calendar_id, period]) for act in rows]
    sure = [act for act, state in fitting if state == MemberState.FREE]
    maybe = [act for act, state in fitting if state == MemberState.MAYBE]
    found = [*sure, *maybe][:limit]
    prefetch_related_objects(found, "genres", "city")
    return [FittingAct(act, act in sure, tuple(_reasons(act, spot, genres, is_sure=act in sure))) for act in found]


def _by_masks(spot: Spot, genres: Iterable[Genre], period: Period) -> QuerySet[Party]:
    acts = Party.objects.public().filter(kind=PartyKind.BAND).select_related("band")
    acts = acts.filter(AvailabilityManager.nothing_taken(period) & AvailabilityManager.may_be_known(period))
    acts = acts.exclude(pk=spot.show.owner_id).exclude(pk__in=_on_bill(spot))
    if spot.draw_wanted:
        acts = acts.filter(band__draw__gte=spot.draw_wanted)
    if branches := [Q(genre__path__contains=f"/{genre.pk}/") for genre in genres]:
        playing = Party.genres.through.objects.filter(reduce(or_, branches), party=OuterRef("pk"))
        acts = acts.filter(Exists(playing))
    if spot.show.city is None:
        return acts.order_by(F("rating_average").desc(nulls_last=True), "id")
    near = within_radius(acts, spot.show.city, FARTHEST_KM, "city")
    travelling = Q(band__travel_radius_km=None) | Q(distance_km__lte=F("band__travel_radius_km"))
    return near.filter(travelling).order_by("distance_km", "id")


def _on_bill(spot: Spot) -> QuerySet:
    return Booking.objects.filter(spot__show=spot.show_id, state__in=sorted(LIVE | PROMISED)).values("act")


def _reasons(act: Party, spot: Spot, genres: list[Genre], *, is_sure: bool) -> Iterable[str]:
    if act.is_solo:
        yield _("Free") if is_sure else _("Maybe")
    else:
        yield _("Everyone’s free") if is_sure else _("Everyone could make it")
    wanted = [f"/{genre.pk}/" for genre in genres]
    if played := [genre.name for genre in act.genres.all() if any(slug in genre.path for slug in wanted)]:
        yield ", ".join(played)
    if act.band.draw:
        yield ngettext("draws about %(count)d", "draws about %(count)d", act.band.draw) % {"count": act.band.draw}
    distance = getattr(act, "distance_km", None)
    if distance is not None:
        yield _("%(km)d km away") % {"km": round(distance)} if distance >= 1 else _("from here")
