"""What a search is made of: one subject says everything that its page, its saved searches and its links need."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.models import User
from discovery.forms.filters import FilterForm
from discovery.models import SearchKind
from discovery.queries.search.facets import Facet
from discovery.queries.search.wishes import BaseWish
from web.filters import Chip, MapPoint, SearchAddress

Text = str | Promise
ANYTHING = gettext_lazy("Any night, any place")
Parameters = dict[str, str | list[str]]


class Found(Protocol):
    """A page of hits, and the cursor of the next."""

    @property
    def items(self) -> list[Any]: ...

    @property
    def next(self) -> str | None: ...


@dataclass(frozen=True)
class Part:
    """A wish that can be taken back by itself.

    `parameters` are those of the address; `fields` are those of the wish, and a part without any is never left out
    where nothing fits. `say` is the words of its chip, None where it is not asked; `chips` makes other chips than that
    one. `without` is what is said where nothing fits with it: "anywhere".
    """

    key: str
    parameters: tuple[str, ...]
    fields: tuple[str, ...] = ()
    say: Callable[[Any], str | None] = lambda wish: None
    chips: Callable[[FilterForm, Any, SearchAddress], Iterator[Chip]] | None = None
    without: Text = ""


@dataclass(frozen=True)
class FacetGroup:
    """The heading of a facet, and the parameters that a value of it stands for."""

    title: Text
    asked: Callable[[str, Any], Parameters]


@dataclass(frozen=True)
class Subject:
    """One thing that is searched for.

    `find(viewer, wish, sort, cursor, limit)` and `count_facets(viewer, wish)` read; `parts` stand in the order of their
    chips, `facets` in that of their groups, by the names that `count_facets` gives. `form_of` and `form_for` fill in
    the form with the parameters given, for a request and for the owner of a saved search. `usual(request)` are the
    parameters of searches to begin with where the address asks nothing, the narrowest first.

    `title` and `lead` head the page, `about` is told to search engines; `filters` and `hits` are templates of its own,
    `nothing` and `nobody_yet` the title and text where nothing fits, and where nothing was asked. An address without
    any filter is kept as `saved_whole`, if it can be. `nothing_asked` says so in one line; `offer` is
    the name of the page where one becomes such a hit, with the words of its link.

    `carried` names parameters that filter nothing: they go along to the pages of the hits, and stay when filters go.

    `told_on(wish)` are parameters that the pages of the hits read: their calendar opens at the night searched.

    `count_only(viewer, wish, most)` counts hits that need not be shown, quicker than `find`.

    Of saved searches: `wish_again` is the wish looked for, in the order `sort_again`; `key` names a hit,
    `changed_since` says which of some may have begun to fit since then, `is_over` whether all nights of a form have
    passed.
    """

    kind: SearchKind
    page: str
    title: Text
    about: Text
    lead: Text
    form_of: Callable[[HttpRequest, QueryDict], FilterForm]
    form_for: Callable[[User, QueryDict], FilterForm]
    find: Callable[[Any, Any, str | None, str | None, int], Found]
    count_facets: Callable[[Any, Any], Mapping[str, Sequence[Facet]]]
    parts: tuple[Part, ...]
    facets: Mapping[str, FacetGroup]
    cards: Callable[[Iterable[Any]], list[Any]]
    point: Callable[[Any], MapPoint | None]
    say_all: Callable[[int], str]
    say_more: Callable[[int], str]
    filters: str
    hits: str
    nothing: tuple[Text, Text]
    key: Callable[[Any], UUID]
    changed_since: Callable[[Collection[UUID], dt.datetime], Any]
    is_over: Callable[[FilterForm, dt.date], bool]
    wish_again: Callable[[Any], BaseWish] = lambda wish: wish
    sort_again: str | None = None
    usual: Callable[[HttpRequest], list[QueryDict]] = lambda request: []
    said_empty: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    saved_whole: str = ""
    told_on: Callable[[Any], dict[str, str]] = lambda wish: {}
    nobody_yet: tuple[Text, Text] | None = None
    nothing_asked: Text = ANYTHING
    offer: tuple[str, Text] | None = None
    count_only: Callable[[Any, Any, int], tuple[int, bool]] | None = None
    context: Callable[[HttpRequest, FilterForm], dict[str, Any]] = field(default=lambda request, form: {})

    def chips(self, form: FilterForm, wish: BaseWish, address: SearchAddress) -> Iterator[tuple[Part, Chip]]:
        """A chip for every filter that is set, with its part."""
        for part in self.parts:
            if part.chips:
                for chip in part.chips(form, wish, address):
                    yield part, chip
            elif label := part.say(wish):
                yield part, Chip(label, address.without(*part.parameters))

    def count(self, viewer: Any, wish: BaseWish, most: int) -> tuple[int, bool]:
        """How many a wish finds, `most` at most, and whether there are more."""
        if self.count_only:
            return self.count_only(viewer, wish, most)
        found = self.find(viewer, wish, None, None, most)
        return len(found.items), found.next is not None
