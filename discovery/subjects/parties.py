"""Acts and venues as subjects of a search."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Party
from accounts.states import PartyKind
from discovery.forms.filters import FilterForm
from discovery.forms.search import SearchForm
from discovery.models import SearchKind
from discovery.queries.heard import first_sounds
from discovery.queries.rooms import Room, rooms_of
from discovery.queries.search import Hit, HitPage, Sort, Wish, count_parties, search_parties
from discovery.queries.search.parties.facets import facets, say_players
from discovery.queries.search.wishes import USUAL_CURRENCY
from discovery.subjects.parts import CAPACITIES, CAPACITY, GENRE, GENRES, RATING, REGION, STARS, place_part, words_part
from discovery.subjects.subject import FacetGroup, Parameters, Part, Subject
from media.models import Sound
from web.addresses import address_of
from web.dates import say_day
from web.filters import Chip, MapPoint, SearchAddress
from web.money import format_range, typed_amount

TIMES = ("from_time", "to_time")
NIGHT = ("night", "any_night", *TIMES)


@dataclass(frozen=True)
class Card:
    """Somebody found, and the address of their page; an act's first recording, a venue's largest room and street."""

    hit: Hit
    href: str
    sound: Sound | None = None
    room: Room | None = None


def night_chips(form: FilterForm, wish: Wish, address: SearchAddress) -> Iterator[Chip]:
    """The last night takes its times along."""
    for night in wish.nights:
        value = night.isoformat()
        is_last = address.values("night") == [value]
        yield Chip(say_day(night), address.without(*NIGHT) if is_last else address.without_value("night", value))


def say_times(wish: Wish) -> str | None:
    if not (wish.nights and (wish.from_time or wish.to_time)):
        return None
    begin, end = (f"{time:%H:%M}" if time else "…" for time in (wish.from_time, wish.to_time))
    return f"{begin} – {end}"


def _say_size(wish: Wish) -> str | None:
    least, most = wish.size_min, wish.size_max
    if least is None and most is None:
        return None
    if least == most and least is not None:
        return say_players(least)
    if most is None:
        return _("%(count)d players or more") % {"count": least}
    if least is None:
        return _("at most %(count)d players") % {"count": most}
    return _("%(least)d to %(most)d players") % {"least": least, "most": most}


WORDS = words_part(lambda wish: wish.text)
CLOCK = Part("times", TIMES, say=say_times)
PARTS = (
    WORDS,
    Part(
        "night",
        NIGHT,
        ("nights", "any_night", *TIMES),
        chips=night_chips,
        without=gettext_lazy("on any night"),
    ),
    CLOCK,
    place_part("covers_place"),
    REGION,
    GENRE,
    Part(
        "fee",
        ("fee_min", "fee_max", "currency"),
        ("fee_min", "fee_max", "currency"),
        lambda wish: format_range(wish.fee_min, wish.fee_max, wish.currency) if wish.asks_fee else None,
    ),
    CAPACITY,
    Part(
        "draw_min",
        ("draw_min",),
        ("draw_min",),
        lambda wish: None if wish.draw_min is None else _("draws %(count)d") % {"count": wish.draw_min},
    ),
    RATING,
    Part("size", ("size_min", "size_max"), ("size_min", "size_max"), _say_size),
    Part("has_pa", ("has_pa",), ("has_pa",), lambda wish: _("brings own PA") if wish.has_pa else None),
    Part(
        "covers_place",
        ("covers_place",),
        ("covers_place",),
        lambda wish: _("travels there") if wish.covers_place else None,
    ),
)


def _asked_by_fee(value: str, wish: Wish) -> Parameters:
    currency = wish.currency or USUAL_CURRENCY
    low, high = (typed_amount(int(end) if end else None, currency) for end in value.split("-"))
    return {"fee_min": low, "fee_max": high, "currency": currency}


def _asked_by_size(value: str, wish: Wish) -> Parameters:
    low, dash, high = value.partition("-")
    return {"size_min": low, "size_max": high if dash else low}


FACETS = {
    "genre": GENRES,
    "fee": FacetGroup(gettext_lazy("Fee"), _asked_by_fee),
    "capacity": CAPACITIES,
    "rating": STARS,
    "size": FacetGroup(gettext_lazy("Line-up"), _asked_by_size),
    "has_pa": FacetGroup(gettext_lazy("Sound"), lambda value, wish: {"has_pa": value}),
}


def _find(viewer, wish: Wish, sort: str | None, cursor: str | None, limit: int) -> HitPage:
    return search_parties(viewer, wish, sort=sort, cursor=cursor, limit=limit)


def count_parties_of(viewer, wish: Wish, most: int) -> tuple[int, bool]:
    return count_parties(viewer, wish, most=most)


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


def say_best(count: int) -> str:
    return _("Top %(count)d results") % {"count": count}


def parties_changed_since(keys: Collection[UUID], instant: dt.datetime):
    return Party.objects.filter(pk__in=keys, changed_at__gte=instant)


def are_nights_over(form: FilterForm, today: dt.date) -> bool:
    nights = form.cleaned_data["night"]
    return bool(nights) and max(nights) < today


def _first_night(wish: Wish) -> dict[str, str]:
    """The public calendar opens at the night that was searched."""
    return {"night": min(wish.nights).isoformat()} if wish.nights else {}


def _subject(party_kind: PartyKind, party_page: str, **own: Any) -> Subject:
    def cards(hits: Iterable[Hit]) -> list[Card]:
        found = list(hits)
        parties = [hit.party for hit in found]
        sounds = first_sounds(parties) if party_kind == PartyKind.BAND else {}
        rooms = rooms_of(parties) if party_kind == PartyKind.VENUE else {}
        return [
            Card(hit, address_of(party_page, hit.party.slug), sounds.get(hit.party.pk), rooms.get(hit.party.pk))
            for hit in found
        ]

    return Subject(
        form_of=lambda request, asked: SearchForm(asked, kind=party_kind),
        form_for=lambda user, data: SearchForm(data, kind=party_kind),
        find=_find,
        count_only=count_parties_of,
        count_facets=facets,
        parts=PARTS,
        facets=FACETS,
        cards=cards,
        point=_point,
        told_on=_first_night,
        say_more=say_best,
        lead=own["about"],
        filters="discovery/_party_filters.html",
        hits="discovery/_party_hits.html",
        nothing=(
            gettext_lazy("No matches"),
            gettext_lazy("Try another night, a wider area or fewer filters."),
        ),
        nobody_yet=(
            gettext_lazy("No profiles yet"),
            gettext_lazy("Approved profiles appear here."),
        ),
        context=lambda request, form: {"is_for_acts": party_kind == PartyKind.BAND},
        key=lambda hit: hit.party.pk,
        changed_since=parties_changed_since,
        is_over=are_nights_over,
        # Whoever is merely near in the tree of genres was not asked for.
        wish_again=lambda wish: replace(wish, near_genres=False),
        sort_again=Sort.NEWEST,
        **own,
    )


ACTS = _subject(
    PartyKind.BAND,
    "discovery:act",
    kind=SearchKind.ACTS,
    page="discovery:acts",
    title=gettext_lazy("Find an act"),
    about=gettext_lazy("Find who’s free that night, near you and within budget."),
    say_all=lambda count: ngettext("%(count)d act", "%(count)d acts", count) % {"count": count},
)
VENUES = _subject(
    PartyKind.VENUE,
    "discovery:venue",
    kind=SearchKind.VENUES,
    page="discovery:venues",
    title=gettext_lazy("Venues"),
    about=gettext_lazy("Find rooms by place, style and free nights."),
    say_all=lambda count: ngettext("%(count)d venue", "%(count)d venues", count) % {"count": count},
)
