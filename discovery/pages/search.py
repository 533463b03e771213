"""One page of a search as it is shown: filters as chips and facets, hits for the map, and ways out of an empty page."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.states import PartyKind
from discovery.forms.search import RATINGS, SearchForm
from discovery.queries import Hit, HitPage
from discovery.queries.search.parties.facets import Facet, facets
from discovery.queries.search.parties.wishes import Wish
from discovery.queries.search.relaxing import without_one
from web.addresses import address_of
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

PLACE = ("city", "city-id", "near", "radius_km", "covers_place")
TIMES = ("from_time", "to_time")
PARTS = {
    "q": (("q",), ("q",)),
    "night": (("night", "any_night", *TIMES), ("nights", "any_night", "from_time", "to_time")),
    "place": (PLACE, ("city", "near", "radius_km", "covers_place")),
    "genre": (("genre",), ("genres",)),
    "fee": (("fee_min", "fee_max", "currency"), ("fee_min", "fee_max", "currency")),
    "capacity_min": (("capacity_min",), ("capacity_min",)),
    "draw_min": (("draw_min",), ("draw_min",)),
    "rating_min": (("rating_min",), ("rating_min",)),
    "size": (("size_min", "size_max"), ("size_min", "size_max")),
    "has_pa": (("has_pa",), ("has_pa",)),
    "covers_place": (("covers_place",), ("covers_place",)),
}
"""The wishes that can be taken back one by one: their parameters, and their fields of `Wish`."""


@dataclass(frozen=True)
class Card:
    """Somebody found, and the address of their page."""

    hit: Hit
    href: str


@dataclass(frozen=True)
class SearchPage:
    """What the page shows besides its form; `map` is the data that the map draws."""

    found: HitPage
    cards: list[Card]
    chips: list[Chip]
    facets: list[ChoiceGroup]
    relaxed: list[Relaxed]
    map: dict[str, object]
    counted: str
    query: str
    is_first: bool


def search_page(
    viewer, form: SearchForm, wish: Wish, found: HitPage, address: SearchAddress, *, is_first: bool
) -> SearchPage:
    """Everything about the hits of a valid form, which were found for its wish."""
    chips = list(_chips(form, wish, address))
    cards = _cards(found.items, form.kind)
    return SearchPage(
        found=found,
        cards=cards,
        chips=[chip for _key, chip in chips],
        facets=_facets(viewer, wish, address),
        relaxed=_relaxed(viewer, wish, chips, address) if is_first and not found.items else [],
        map=map_data(map(_point, cards), wish.place, wish.radius_km),
        counted=_counted(found, form.kind, is_first),
        query=address.query,
        is_first=is_first,
    )


def search_chips(form: SearchForm, address: SearchAddress) -> list[str]:
    """What a valid form asks for, in words."""
    return [chip.label for _key, chip in _chips(form, form.wish(), address)]


def _counted(found: HitPage, kind: PartyKind, is_first: bool) -> str:
    """How many there are, as far as that is known: for the heading of the list, and said aloud when it changes."""
    count = len(found.items)
    if not is_first:
        return ngettext("%(count)d more", "%(count)d more", count) % {"count": count}
    if found.next:
        return _("The best %(count)d, and there are more") % {"count": count}
    if kind == PartyKind.VENUE:
        return ngettext("%(count)d venue fits", "%(count)d venues fit", count) % {"count": count}
    return ngettext("%(count)d act fits", "%(count)d acts fit", count) % {"count": count}


def _chips(form: SearchForm, wish: Wish, address: SearchAddress) -> Iterator[tuple[str, Chip]]:
    """A chip for every wish, with the key of its part."""
    if wish.text:
        yield "q", Chip(_("“%(words)s”") % {"words": wish.text}, address.without("q"))
    for night in wish.nights:
        yield "night", Chip(say_day(night), _without_night(address, night.isoformat()))
    if wish.nights and (wish.from_time or wish.to_time):
        yield "times", Chip(_say_times(wish), address.without(*TIMES))
    if wish.place:
        yield "place", Chip(_say_place(form, wish), address.without(*PLACE, *_order_by_distance(address)))
    for genre in form.cleaned_data["genre"]:
        rest = [each.pk for each in form.cleaned_data["genre"] if each != genre]
        yield "genre", Chip(genre.name, address.having({"genre": rest}))
    if wish.asks_fee:
        yield "fee", Chip(format_range(wish.fee_min, wish.fee_max, wish.currency), address.without(*PARTS["fee"][0]))
    for key, label in _plain(wish):
        yield key, Chip(label, address.without(*PARTS[key][0]))


def _plain(wish: Wish) -> Iterator[tuple[str, str]]:
    """The wishes of one number or none."""
    if wish.capacity_min is not None:
        yield "capacity_min", ngettext(
            "for %(count)s person", "for %(count)s people", wish.capacity_min
        ) % {"count": wish.capacity_min}  # fmt: skip
    if wish.draw_min is not None:
        yield "draw_min", _("draws %(count)d") % {"count": wish.draw_min}
    if wish.rating_min is not None:
        yield "rating_min", "★ " + str(dict(RATINGS).get(f"{wish.rating_min:g}", wish.rating_min))
    if wish.size_min is not None or wish.size_max is not None:
        yield "size", _say_size(wish.size_min, wish.size_max)
    if wish.has_pa:
        yield "has_pa", _("brings its own PA")
    if wish.covers_place:
        yield "covers_place", _("travels there")


def _say_size(least: int | None, most: int | None) -> str:
    if least == most and least is not None:
        return ngettext("%(count)d player", "%(count)d players", least) % {"count": least}
    if most is None:
        return _("%(count)d players or more") % {"count": least}
    if least is None:
        return _("at most %(count)d players") % {"count": most}
    return _("%(least)d to %(most)d players") % {"least": least, "most": most}


def _say_times(wish: Wish) -> str:
    begin, end = (f"{time:%H:%M}" if time else "…" for time in (wish.from_time, wish.to_time))
    return f"{begin} – {end}"


def _say_place(form: SearchForm, wish: Wish) -> str:
    kilometres = wish.radius_km or form.fields["radius_km"].initial
    if wish.city:
        return _("within %(km)d km of %(city)s") % {"km": kilometres, "city": wish.city.said_name}
    return _("within %(km)d km of %(point)s") % {"km": kilometres, "point": say_point(wish.place or (0, 0))}


def _without_night(address: SearchAddress, night: str) -> str:
    """The last night takes its times along."""
    is_last = address.values("night") == [night]
    return address.without(*PARTS["night"][0]) if is_last else address.without_value("night", night)


def _order_by_distance(address: SearchAddress) -> list[str]:
    return ["sort"] if address.values("sort") == ["distance"] else []


def _facets(viewer, wish: Wish, address: SearchAddress) -> list[ChoiceGroup]:
    titles = {
        "genre": _("Genre"),
        "fee": _("Fee"),
        "capacity": _("Capacity"),
        "rating": _("Rating"),
        "size": _("Line-up"),
        "has_pa": _("Sound"),
    }
    told = facets(viewer, wish)
    groups = []
    for name, title in titles.items():
        choices = [_choice(name, facet, wish, address) for facet in told.get(name, [])]
        if shown := [each for each in choices if each.is_on or each.count != "0"]:
            groups.append(ChoiceGroup(title, shown))
    return groups


def _choice(name: str, facet: Facet, wish: Wish, address: SearchAddress) -> Choice:
    count = say_count(facet.count, is_least=facet.is_least)
    return choice(address, name, facet.label, count, _asked_by(name, facet.value, wish))


def _asked_by(name: str, value: str, wish: Wish) -> dict[str, str | list[str]]:
    """The parameters that a facet's value stands for."""
    if name == "fee":
        currency = wish.currency or "EUR"
        low, high = (typed_amount(int(end) if end else None, currency) for end in value.split("-"))
        return {"fee_min": low, "fee_max": high, "currency": currency}
    if name == "size":
        low, dash, high = value.partition("-")
        return {"size_min": low, "size_max": high if dash else low}
    if name == "genre":
        return {"genre": [value]}
    return {"has_pa" if name == "has_pa" else f"{name}_min": value}


def _relaxed(viewer, wish: Wish, chips: list[tuple[str, Chip]], address: SearchAddress) -> list[Relaxed]:
    """One wish less, for each that is made."""
    made = {key: chip.label for key, chip in chips if key in PARTS}
    labels = made | {"night": _("any night")} if "night" in made else made
    told = without_one(viewer, wish, [(key, PARTS[key][1]) for key in made])
    return [
        Relaxed(
            _say_without(each.key, labels[each.key]),
            say_count(each.count, is_least=each.is_least),
            address.without(*PARTS[each.key][0], *(_order_by_distance(address) if each.key == "place" else [])),
        )
        for each in told
    ]


def _say_without(key: str, label: str) -> str:
    words = {"night": _("on any night"), "place": _("anywhere"), "genre": _("of any genre")}
    return words.get(key) or _("without “%(wish)s”") % {"wish": label.strip("„“”")}


def _cards(hits: list[Hit], kind: PartyKind) -> list[Card]:
    page = "discovery:venue" if kind == PartyKind.VENUE else "discovery:act"
    return [Card(hit, address_of(page, hit.party.slug)) for hit in hits]


def _point(card: Card) -> MapPoint | None:
    hit = card.hit
    if hit.latitude is None or hit.longitude is None:
        return None
    return MapPoint(
        key=f"hit-{hit.party.pk}",
        name=hit.party.name,
        text=" · ".join(hit.reasons) or hit.fee,
        href=card.href,
        latitude=hit.latitude,
        longitude=hit.longitude,
    )
