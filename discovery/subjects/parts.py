"""Wishes and facets that several subjects have."""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from discovery.forms.filters import RATINGS, FilterForm
from discovery.queries.search.facets import say_capacity
from discovery.queries.search.wishes import KM_PER_MILE, BaseWish
from discovery.subjects.subject import FacetGroup, Part
from web.filters import Chip, SearchAddress
from web.points import say_point


def words_part(words: Callable[[Any], str]) -> Part:
    """What is looked for in words; `words` gives them."""
    return Part("q", ("q",), ("q",), lambda wish: _("“%(words)s”") % {"words": words(wish)} if words(wish) else None)


def place_part(*besides: str) -> Part:
    """A place with its radius, and what makes no sense without one. An order by distance goes with it."""
    parameters = ("city", "city-id", "near", "radius_km", "radius_unit", *besides)

    def chips(form: FilterForm, wish: BaseWish, address: SearchAddress) -> Iterator[Chip]:
        if wish.place:
            yield Chip(_say_place(wish), address.without(*parameters, *by_distance(address)))

    fields = ("city", "near", "radius_km", *besides)
    return Part("place", parameters, fields, chips=chips, without=gettext_lazy("anywhere"))


def by_distance(address: SearchAddress) -> list[str]:
    """The parameter of an order that needs a place, where the address has it."""
    return ["sort"] if address.values("sort") == ["distance"] else []


def _say_place(wish: BaseWish) -> str:
    if wish.in_miles:
        return _say_miles(wish)
    words = {"km": wish.reach_km}
    if wish.city:
        return _("within %(km)d km of %(city)s") % {**words, "city": wish.city.said_name}
    return _("within %(km)d km of %(point)s") % {**words, "point": say_point(wish.place or (0, 0))}


def _say_miles(wish: BaseWish) -> str:
    words = {"miles": round(wish.reach_km / KM_PER_MILE)}
    if wish.city:
        return _("within %(miles)d miles of %(city)s") % {**words, "city": wish.city.said_name}
    return _("within %(miles)d miles of %(point)s") % {**words, "point": say_point(wish.place or (0, 0))}


def _genre_chips(form: FilterForm, wish: BaseWish, address: SearchAddress) -> Iterator[Chip]:
    genres = form.cleaned_data["genre"]
    for genre in genres:
        yield Chip(genre.name, address.having({"genre": [each.pk for each in genres if each != genre]}))


def _say_rating(wish: BaseWish) -> str | None:
    if wish.rating_min is None:
        return None
    return "★ " + str(dict(RATINGS).get(f"{wish.rating_min:g}", wish.rating_min))


REGION = Part(
    "region",
    ("region",),
    ("region",),
    lambda wish: _("in %(region)s") % {"region": wish.region.label} if wish.region else None,
    without=gettext_lazy("in any region"),
)
GENRE = Part("genre", ("genre",), ("genres",), chips=_genre_chips, without=gettext_lazy("any genre"))
CAPACITY = Part(
    "capacity_min",
    ("capacity_min",),
    ("capacity_min",),
    lambda wish: None if wish.capacity_min is None else say_capacity(wish.capacity_min),
)
RATING = Part("rating_min", ("rating_min",), ("rating_min",), _say_rating)

GENRES = FacetGroup(gettext_lazy("Genre"), lambda slug, wish: {"genre": [slug]})
CAPACITIES = FacetGroup(gettext_lazy("Capacity"), lambda people, wish: {"capacity_min": people})
STARS = FacetGroup(gettext_lazy("Rating"), lambda stars, wish: {"rating_min": stars})
