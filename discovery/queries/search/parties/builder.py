"""The one search of pages and API: tier by tier until a page is full."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Viewer
from discovery.queries.search.parties.headings import headings_of
from discovery.queries.search.parties.hits import Fitting, HitPage, make_hits, who_fits
from discovery.queries.search.parties.looking import Tier, look, tiers
from discovery.queries.search.parties.orders import read_place, write_place
from discovery.queries.search.parties.texts import ALIKE, anybody_says
from discovery.queries.search.parties.wishes import Wish, check, evenings

LIMIT_MAX = 100
MOST_LOOKS = 8
SPARE = 8
"""So many more are looked at for a night: who drops out at the recheck is then replaced without another look."""


def search_parties(
    viewer: Viewer,
    wish: Wish | None = None,
    *,
    sort: str | None = None,
    cursor: str | None = None,
    limit: int = 24,
    **asked,
) -> HitPage:
    """The approved parties that fit everything asked for, best first (see `Wish`; its fields may be given one by one).

    `sort` is one of `Sort`, `fit` unless said; whatever it is, who has a genre asked for stands before who is near it
    in the tree. `cursor` is the `next` of an earlier page of the same wish: each party comes once, whoever joins or
    leaves meanwhile. Raises ValidationError, at the field, for what cannot be asked and for a cursor that is none of
    ours. The number of queries does not depend on the number of hits.
    """
    wish = wish or Wish(**asked)
    found, following = _find(viewer, wish, sort, cursor, max(1, min(limit, LIMIT_MAX)))
    return HitPage(make_hits(found, wish), following)


def count_parties(viewer: Viewer, wish: Wish, *, most: int) -> tuple[int, bool]:
    """How many `search_parties` would find, and whether there are more than `most` of them."""
    found, following = _find(viewer, wish, None, None, most)
    return len(found), following is not None


def _find(
    viewer: Viewer, wish: Wish, sort: str | None, cursor: str | None, limit: int
) -> tuple[list[Fitting], str | None]:
    """Who stands on a page, and the cursor of the page after it."""
    check(wish)
    periods = evenings(wish, viewer)
    stretches = tiers(wish, headings_of(wish), sort)
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
            last, number = found[limit - 1]
            order, place = stretches[number].order, last.found.place(stretches[number])
            return [each for each, _tier in found[:limit]], write_place(order, number, place)
        if len(rows) < wanted:
            number, place = _next(stretches, number, wish), None
            if number == len(stretches):
                return [each for each, _tier in found], None
        else:
            place = rows[-1].place(tier)
    return [each for each, _tier in found], write_place(stretches[number].order, number, place)


def _next(stretches: list[Tier], number: int, wish: Wish) -> int:
    """The tier after this one. A text is taken for mistyped only where nobody at all says it."""
    number += 1
    if number < len(stretches) and stretches[number].way == ALIKE and anybody_says(wish):
        number += 1
    return number


def _begin(stretches: list[Tier], cursor: str | None) -> tuple[int, tuple | None]:
    """The tier and the place in it after which a page begins."""
    if not cursor:
        return 0, None
    order, number, place = read_place(cursor)
    if number >= len(stretches) or stretches[number].order != order:
        raise ValidationError({"cursor": [_("This page of results doesn’t exist.")]})
    return number, place
