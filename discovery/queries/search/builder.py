"""The one search of pages and API: tier by tier until a page is full."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from discovery.queries.search.headings import headings_of
from discovery.queries.search.hits import Fitting, HitPage, make_hits, who_fits
from discovery.queries.search.looking import Tier, look, tiers
from discovery.queries.search.orders import read_cursor, write_cursor
from discovery.queries.search.texts import ALIKE, anybody_says
from discovery.queries.search.wishes import Wish, check, evenings

LIMIT_MAX = 100
MOST_LOOKS = 8
SPARE = 8
"""So many more are looked at for a night: who drops out at the recheck is then replaced without another look."""


def search_parties(
    viewer, wish: Wish | None = None, *, sort: str | None = None, cursor: str | None = None, limit: int = 24, **asked
) -> HitPage:
    """The approved parties that fit everything asked for, best first (see `Wish`; its fields may be given one by one).

    `sort` is one of `Sort`, `fit` unless said; whatever it is, who has a genre asked for stands before who is near it
    in the tree. `cursor` is the `next` of an earlier page of the same wish: each party comes once, whoever joins or
    leaves meanwhile. Raises ValidationError, at the field, for what cannot be asked and for a cursor that is none of
    ours. The number of queries does not depend on the number of hits.
    """
    wish = wish or Wish(**asked)
    check(wish)
    limit = max(1, min(limit, LIMIT_MAX))
    periods = evenings(wish, viewer)
    stretches = tiers(wish, headings_of(wish.kind, wish.genres), sort)
    number, place = _begin(stretches, cursor)
    found: list[tuple[Fitting, int]] = []
    spare = SPARE if periods else 0
    for _look in range(MOST_LOOKS):
        tier = stretches[number]
        wanted = limit + 1 + spare
        rows = look(wish, tier, periods, place, wanted)
        is_near = bool(tier.without)
        found += [(each, number) for each in who_fits(rows, wish, periods, is_near=is_near)]
        if len(found) > limit:
            return _page(found[:limit], wish, stretches)
        if len(rows) < wanted:
            number, place = _next(stretches, number, wish), None
            if number == len(stretches):
                return HitPage(make_hits([each for each, _tier in found], wish), None)
        else:
            place = rows[-1].place(tier)
    following = write_cursor(stretches[number].order, number, place)
    return HitPage(make_hits([each for each, _tier in found], wish), following)


def _page(found: list[tuple[Fitting, int]], wish: Wish, stretches: list[Tier]) -> HitPage:
    last, number = found[-1]
    tier = stretches[number]
    following = write_cursor(tier.order, number, last.found.place(tier))
    return HitPage(make_hits([each for each, _tier in found], wish), following)


def _next(stretches: list[Tier], number: int, wish: Wish) -> int:
    """The tier after this one. A text is taken for mistyped only where nobody at all says it."""
    number += 1
    if number < len(stretches) and stretches[number].way == ALIKE and anybody_says(wish.text):
        number += 1
    return number


def _begin(stretches: list[Tier], cursor: str | None) -> tuple[int, tuple | None]:
    """The tier and the place in it after which a page begins."""
    if not cursor:
        return 0, None
    order, number, place = read_cursor(cursor)
    if number >= len(stretches) or stretches[number].order != order:
        raise ValidationError({"cursor": [_("This page of results does not exist.")]})
    return number, place
