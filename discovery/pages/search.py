"""One page of a search as it is shown: filters as chips and facets, hits for the map, and ways out of an empty page."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from discovery.forms.filters import FilterForm
from discovery.queries.search.relaxing import without_one
from discovery.queries.search.wishes import BaseWish
from discovery.subjects.parts import by_distance
from discovery.subjects.subject import Found, Part, Subject
from web.filters import Chip, ChoiceGroup, Relaxed, SearchAddress, choice, map_data, say_count


@dataclass(frozen=True)
class SearchPage:
    """What the page shows besides its form; `map` is the data that the map draws."""

    found: Found
    cards: list[Any]
    chips: list[Chip]
    facets: list[ChoiceGroup]
    relaxed: list[Relaxed]
    map: dict[str, object]
    counted: str
    query: str
    is_first: bool


def search_page(
    subject: Subject,
    viewer,
    form: FilterForm,
    wish: BaseWish,
    found: Found,
    address: SearchAddress,
    *,
    is_first: bool,
) -> SearchPage:
    """Everything about the hits of a valid form, which were found for its wish."""
    chips = list(subject.chips(form, wish, address))
    cards = _carrying(subject, wish, subject.cards(found.items), address)
    return SearchPage(
        found=found,
        cards=cards,
        chips=[chip for _part, chip in chips],
        facets=_facets(subject, viewer, wish, address),
        relaxed=_relaxed(subject, viewer, wish, chips, address) if is_first and not found.items else [],
        map=map_data(map(subject.point, cards), wish.place, wish.reach_km),
        counted=_counted(subject, found, is_first),
        query=address.query,
        is_first=is_first,
    )


def _carrying(subject: Subject, wish: BaseWish, cards: list[Any], address: SearchAddress) -> list[Any]:
    """The cards, whose links say on what the search was asked to carry along, and which night."""
    carried = {name: address.values(name)[0] for name in subject.carried if address.values(name)}
    query = urlencode(carried | subject.told_on(wish))
    return [replace(card, href=f"{card.href}?{query}") for card in cards] if query else cards


def _counted(subject: Subject, found: Found, is_first: bool) -> str:
    """How many there are, as far as that is known: for the heading of the list, and said aloud when it changes."""
    count = len(found.items)
    if not is_first:
        return ngettext("%(count)d more", "%(count)d more", count) % {"count": count}
    return subject.say_more(count) if found.next else subject.say_all(count)


def _facets(subject: Subject, viewer, wish: BaseWish, address: SearchAddress) -> list[ChoiceGroup]:
    counted = subject.count_facets(viewer, wish)
    groups = []
    for name, group in subject.facets.items():
        choices = [
            choice(
                address,
                name,
                facet.label,
                say_count(facet.count, is_least=facet.is_least),
                group.asked(facet.value, wish),
            )
            for facet in counted.get(name, ())
        ]
        if shown := [each for each in choices if each.is_on or each.count != "0"]:
            groups.append(ChoiceGroup(str(group.title), shown))
    return groups


def _relaxed(
    subject: Subject, viewer, wish: BaseWish, chips: list[tuple[Part, Chip]], address: SearchAddress
) -> list[Relaxed]:
    """One wish less, for each that is made."""
    parts = {part.key: part for part, _chip in chips if part.fields}
    labels = {part.key: chip.label for part, chip in chips}
    found = without_one(
        wish,
        [(part.key, part.fields) for part in parts.values()],
        lambda less, most: subject.count(viewer, less, most),
    )
    return [
        Relaxed(
            _say_without(parts[each.key], labels[each.key]),
            say_count(each.count, is_least=each.is_least),
            address.without(*parts[each.key].parameters, *(by_distance(address) if each.key == "place" else [])),
        )
        for each in found
    ]


def _say_without(part: Part, label: str) -> str:
    return str(part.without) or _("without “%(wish)s”") % {"wish": label.strip("„“”")}
