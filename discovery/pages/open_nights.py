"""One page of the gig finder as it is shown: filters as chips and facets, spots for the map, ways out of an empty
page."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.states import SpotRole
from discovery.forms.open_nights import RATINGS, OpenNightsForm
from discovery.queries.search.spots.facets import USUAL_CURRENCY, SpotFacet, spot_facets
from discovery.queries.search.spots.finder import OpenSpot, OpenSpots, open_spots
from discovery.queries.search.spots.wishes import SpotWish
from web.dates import say_day
from web.filters import (
    Chip,
    Choice,
    ChoiceGroup,
    MapPoint,
    Relaxed,
    SearchAddress,
    choice,
    map_data,
    say_count,
)
from web.money import format_range, typed_amount
from web.points import say_point

FEW = 20
"""So many are looked for with each wish left out."""
PLACE = ("city", "city-id", "near", "radius_km")
PARTS = {
    "q": (("q",), ("q",)),
    "dates": (("first", "last"), ()),
    "place": (PLACE, ("city", "near", "radius_km")),
    "genre": (("genre",), ("genres",)),
    "role": (("role",), ("role",)),
    "fee": (("fee_min", "currency"), ("fee_min", "currency")),
    "capacity": (("capacity_min",), ("capacity_min",)),
    "draw": (("draw",), ("draw",)),
    "rating": (("rating_min",), ("rating_min",)),
    "only_fitting": (("only_fitting",), ("only_fitting",)),
}
"""The wishes that can be taken back one by one: their parameters, and their fields of `SpotWish`."""


@dataclass(frozen=True)
class OpenNightsPage:
    """What the page shows besides its form; `map` is the data that the map draws."""

    found: OpenSpots
    chips: list[Chip]
    facets: list[ChoiceGroup]
    relaxed: list[Relaxed]
    map: dict[str, object]
    counted: str
    query: str
    is_first: bool


def open_nights_page(
    form: OpenNightsForm, found: OpenSpots, address: SearchAddress, *, is_first: bool
) -> OpenNightsPage:
    """Everything about the open spots of a valid form."""
    wish = form.wish()
    chips = list(_chips(form, wish, address))
    return OpenNightsPage(
        found=found,
        chips=[chip for _key, chip in chips],
        facets=_facets(wish, address),
        relaxed=_relaxed(wish, chips, address) if is_first and not found.items else [],
        map=map_data([_point(each) for each in found.items], wish.place, wish.radius_km),
        counted=_counted(found, is_first),
        query=address.query,
        is_first=is_first,
    )


def open_nights_chips(form: OpenNightsForm, address: SearchAddress) -> list[str]:
    """What a valid form asks for, in words."""
    return [chip.label for _key, chip in _chips(form, form.wish(), address)]


def _counted(found: OpenSpots, is_first: bool) -> str:
    count = len(found.items)
    if not is_first:
        return ngettext("%(count)d more", "%(count)d more", count) % {"count": count}
    if found.next:
        return _("The first %(count)d, and there are more") % {"count": count}
    return ngettext("%(count)d open spot", "%(count)d open spots", count) % {"count": count}


def _chips(form: OpenNightsForm, wish: SpotWish, address: SearchAddress) -> Iterator[tuple[str, Chip]]:
    """A chip for every wish, with the key of its part."""
    if wish.words:
        yield "q", Chip(_("“%(words)s”") % {"words": " ".join(wish.words)}, address.without("q"))
    if address.values("first") or address.values("last"):
        said = form.cleaned_data
        yield "dates", Chip(f"{say_day(said['first'])} – {say_day(said['last'])}", address.without("first", "last"))
    if wish.place:
        yield "place", Chip(_say_place(wish), address.without(*PLACE, *_order_by_distance(address)))
    for genre in form.cleaned_data["genre"]:
        rest = [each.pk for each in form.cleaned_data["genre"] if each != genre]
        yield "genre", Chip(genre.name, address.having({"genre": rest}))
    if wish.role:
        yield "role", Chip(str(SpotRole(wish.role).label), address.without("role"))
    if wish.fee_min is not None:
        yield "fee", Chip(format_range(wish.fee_min, None, wish.currency), address.without("fee_min", "currency"))
    if wish.capacity_min is not None:
        label = ngettext("for %(count)s person", "for %(count)s people", wish.capacity_min)
        yield "capacity", Chip(label % {"count": wish.capacity_min}, address.without("capacity_min"))
    if wish.draw is not None:
        yield "draw", Chip(_("draws %(count)d") % {"count": wish.draw}, address.without("draw"))
    if wish.rating_min is not None:
        label = str(dict(RATINGS).get(f"{wish.rating_min:g}", wish.rating_min))
        yield "rating", Chip("★ " + label, address.without("rating_min"))
    if wish.is_for_fitting:
        yield "only_fitting", Chip(_("all can, or have not said"), address.without("only_fitting"))


def _say_place(wish: SpotWish) -> str:
    words = {"km": wish.radius_km}
    if wish.city:
        return _("within %(km)d km of %(city)s") % {**words, "city": wish.city.said_name}
    return _("within %(km)d km of %(point)s") % {**words, "point": say_point(wish.place or (0, 0))}


def _order_by_distance(address: SearchAddress) -> list[str]:
    return ["sort"] if address.values("sort") == ["distance"] else []


def _facets(wish: SpotWish, address: SearchAddress) -> list[ChoiceGroup]:
    titles = {"role": _("Spot"), "genre": _("Genre"), "fee": _("Fee"), "capacity": _("Capacity")}
    told = spot_facets(wish)
    groups = []
    for name, title in titles.items():
        choices = [_choice(name, facet, wish, address) for facet in told[name]]
        if shown := [each for each in choices if each.is_on or each.count != "0"]:
            groups.append(ChoiceGroup(title, shown))
    return groups


def _choice(name: str, facet: SpotFacet, wish: SpotWish, address: SearchAddress) -> Choice:
    count = say_count(facet.count, is_least=facet.is_least)
    return choice(address, name, facet.label, count, _asked_by(name, facet.value, wish))


def _asked_by(name: str, value: str, wish: SpotWish) -> dict[str, str | list[str]]:
    """The parameters that a facet's value stands for."""
    if name == "fee":
        currency = wish.currency or USUAL_CURRENCY
        return {"fee_min": typed_amount(int(value), currency), "currency": currency}
    return {"genre": [value]} if name == "genre" else {"capacity_min" if name == "capacity" else name: value}


def _relaxed(wish: SpotWish, chips: list[tuple[str, Chip]], address: SearchAddress) -> list[Relaxed]:
    """One wish less, for each that is made, the most first. One search each."""
    made = {key: chip.label for key, chip in chips if PARTS[key][1]}
    told = []
    for key, label in made.items():
        found = open_spots(wish.without(*PARTS[key][1]), limit=FEW)
        if found.items:
            told.append((len(found.items), found.next is not None, key, label))
    told.sort(key=lambda each: (-each[0], not each[1]))
    return [
        Relaxed(
            _say_without(key, label),
            say_count(count, is_least=is_least),
            address.without(*PARTS[key][0], *(_order_by_distance(address) if key == "place" else [])),
        )
        for count, is_least, key, label in told
    ]


def _say_without(key: str, label: str) -> str:
    words = {"place": _("anywhere"), "genre": _("of any genre")}
    return words.get(key) or _("without “%(wish)s”") % {"wish": label.strip("„“”")}


def _point(found: OpenSpot) -> MapPoint | None:
    """At the venue where it says where it is, else in its town."""
    spot, show = found.spot, found.spot.show
    venue = show.stage.venue if show.stage else None
    where = venue if venue and venue.latitude is not None else show.city
    if where is None or where.latitude is None or where.longitude is None:
        return None
    return MapPoint(
        key=f"spot-{spot.pk}",
        name=f"{say_day(show.night)}, {venue.party.name if venue else show.place}",
        text=" · ".join([str(spot.get_role_display()), *found.reasons]),
        href=reverse("bookings:spot_apply", args=[spot.pk]),
        latitude=where.latitude,
        longitude=where.longitude,
    )
