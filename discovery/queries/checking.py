"""Whether the rows that searches look through are what the truth makes of them: worked out here a second time, by
other means than the triggers'."""

import math
import uuid
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.db import connection
from django.db.models import Count, Max, Q

from accounts.models import Party
from accounts.states import PartyKind, Role
from catalogue.models import ExchangeRate, Genre
from discovery.models import Listing
from discovery.queries.search.parties.conditions import on_globe
from discovery.queries.search.parties.headings import heading
from studio.states import RateKind
from venues.models import Venue
from web.money import currency_digits

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Counted(TypedDict):
        """What `_true` adds to a party: the number of its members."""

        players: int

    CountedParty: TypeAlias = WithAnnotations[Party, Counted]

STEP = 2000
FACTS = ("calendar_id", "rating", "standing", "draw", "capacity", "size", "has_pa", "travel_km", "created_at",
         "disciplines", "languages", "is_remote", "is_verified", "roles")  # fmt: skip
OF_PROFESSIONALS = (
    "disciplines",
    "languages",
    "is_remote",
    "is_verified",
    "roles",
    "hour_rate",
    "day_rate",
)
MEASURES = ("x", "y", "z", "fee_low", "fee_high", "hour_rate", "day_rate")
WRONG_TEXTS = """
SELECT coalesce(truth.party_id, stored.party_id)
  FROM discovery_text_truth(%(ids)s::uuid[]) AS truth
  FULL JOIN (SELECT * FROM discovery_searchtext WHERE party_id = ANY(%(ids)s::uuid[])) AS stored USING (party_id)
 WHERE (truth.name, truth.words) IS DISTINCT FROM (stored.name, stored.words)
"""

Row = dict[str, object]


def search_differences() -> list[str]:
    """One line for every party whose rows or words are not what they should be; a walk through all of them."""
    ids = sorted({*Party.objects.values_list("pk", flat=True), *Listing.objects.values_list("party_id", flat=True)})
    rates = {code: float(rate) for code, rate in ExchangeRate.objects.values_list("pk", "per_euro")}
    numbers = dict(Genre.objects.values_list("pk", "number"))
    found = []
    for start in range(0, len(ids), STEP):
        step = ids[start : start + STEP]
        stored, true = _stored(step), dict(_true(step, rates, numbers))
        wrong = {key[0] for key in stored.keys() | true.keys() if not _same(stored.get(key), true.get(key))}
        found += [f"party {party}: not listed as it is" for party in sorted(wrong)]
        with connection.cursor() as cursor:
            cursor.execute(WRONG_TEXTS, {"ids": step})
            found += [f"party {party}: its words are others" for (party,) in cursor.fetchall()]
    return found


def _same(stored: Row | None, true: Row | None) -> bool:
    if stored is None or true is None:
        return False
    return all(stored[name] == true[name] for name in FACTS) and all(
        _close(stored[name], true[name]) for name in MEASURES
    )


def _close(one, other) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-6)


def _stored(ids: Sequence[uuid.UUID]) -> dict[tuple[uuid.UUID, int], Row]:
    names = ["party_id", "heading", *FACTS, *MEASURES]
    axes = {name: f"cube_ll_coord(spot, {axis})" for axis, name in enumerate("xyz", start=1)}
    columns = ", ".join(axes.get(name, name) for name in names)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM discovery_listing WHERE party_id = ANY(%s::uuid[])", [list(ids)])
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {(row["party_id"], row["heading"]): row for row in rows}


def _true(
    ids: Sequence[uuid.UUID], rates: dict[str, float], numbers: dict[str, int]
) -> Iterator[tuple[tuple[uuid.UUID, int], Row]]:
    playing = Q(memberships__left_at=None, memberships__role=Role.MEMBER)
    parties = Party.objects.public().filter(pk__in=ids).select_related("city", "band", "venue", "professional")
    parties = parties.annotate(players=Count("memberships__user", filter=playing, distinct=True))
    rooms = dict(Party.objects.filter(pk__in=ids).values_list("pk").annotate(Max("venue__stages__capacity")))
    for party in parties.prefetch_related("genres", "professional__services", "professional__credits"):
        row = _facts(party, rates) | {"capacity": rooms[party.pk]}
        above = {numbers[slug] for genre in party.genres.all() for slug in genre.path.strip("/").split("/")}
        for number in {0, *above}:
            yield (party.pk, heading(PartyKind(party.kind), number)), row


def _facts(party: "CountedParty", rates: dict[str, float]) -> Row:
    band, venue = getattr(party, "band", None), getattr(party, "venue", None)
    x, y, z = _spot(party, venue)
    low, high = (_euros(party.fee_currency_id, end, rates) for end in (party.fee_min_minor, party.fee_max_minor))
    names_none = low is None and high is None
    return {
        "calendar_id": party.calendar_id,
        "x": x,
        "y": y,
        "z": z,
        "rating": round((party.rating_average or 0) * 100),
        "standing": _standing(party),
        "fee_low": math.inf if names_none else low or 0.0,
        "fee_high": -math.inf if names_none else math.inf if high is None else high,
        "draw": band and band.draw,
        "size": party.players,
        "has_pa": band is not None and band.has_pa,
        "travel_km": band and band.travel_radius_km,
        "created_at": party.created_at,
        **_of_professional(party, rates),
    }


def _spot(party: Party, venue: Venue | None) -> tuple[float | None, float | None, float | None]:
    if venue is not None and venue.latitude is not None and venue.longitude is not None:
        return on_globe((venue.latitude, venue.longitude))
    return on_globe((party.city.latitude, party.city.longitude)) if party.city else (None, None, None)


def _of_professional(party: Party, rates: dict[str, float]) -> Row:
    """What only professionals have; None for others."""
    professional = getattr(party, "professional", None)
    if professional is None:
        return dict.fromkeys(OF_PROFESSIONALS)
    did = (" ".join(credit.role.split()).lower() for credit in professional.credits.all())
    offered = [service for service in professional.services.all() if service.retired_at is None]
    row: Row = {name: getattr(professional, name) for name in ("disciplines", "languages", "is_remote", "is_verified")}
    row["roles"] = sorted({role for role in did if role})
    for kind in (RateKind.HOUR, RateKind.DAY):
        prices = [_euros(each.currency_id, each.amount_minor, rates) for each in offered if each.rate_kind == kind]
        row[f"{kind}_rate"] = min((price for price in prices if price is not None), default=math.inf)
    return row


def _standing(party: Party) -> int:
    """As if five more had given 4 each."""
    if party.rating_average is None or not party.rating_count:
        return 0
    worth = (5 * 4 + party.rating_average * party.rating_count) / (5 + party.rating_count)
    return int((100 * worth).quantize(Decimal(1), ROUND_HALF_UP))


def _euros(currency: str | None, amount_minor: int | None, rates: dict[str, float]) -> float | None:
    if amount_minor is None or currency is None or currency not in rates:
        return None
    return amount_minor / 10 ** currency_digits(currency) / rates[currency]
