"""What the professionals that a search finds have in common."""

import json
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from accounts.models import Viewer
from discovery.queries.search.parties.facets import Counting
from discovery.queries.search.parties.wishes import Wish, check, evenings
from discovery.queries.search.wishes import USUAL_CURRENCY, worth
from studio.states import Discipline
from web.money import currency_digits

AVERAGE = "round(avg(l.{kind}_rate * 1000000) FILTER (WHERE l.{kind}_rate < 'infinity'))::bigint"
RATED = "round(avg(l.rating) FILTER (WHERE l.rating > 0))::bigint"
ROLES = """(
    SELECT json_object_agg(role, number ORDER BY number DESC, role)::text FROM (
        SELECT role, count(*) AS number FROM looked, unnest(roles) AS role
         GROUP BY role ORDER BY number DESC, role LIMIT {most}) AS told)"""
MOST_ROLES = 20
OF_DISCIPLINE = "count(*) FILTER (WHERE l.disciplines @> ARRAY[%s]::varchar[])"


@dataclass(frozen=True)
class ProfessionalStatistics:
    """How many fit, how many of them do what, and did what on records (the most frequent `roles`); the average of their
    ratings, and that of their lowest rates in minor units of `currency`, None where nobody has one. `is_least`: there
    are more than were looked at, and all of this is about those."""

    total: int
    is_least: bool
    disciplines: dict[str, int]
    roles: dict[str, int]
    rating_average: float | None
    rate_average_minor: int | None
    currency: str


def professional_statistics(viewer: Viewer, wish: Wish) -> ProfessionalStatistics:
    """Of a wish of kind `professional`; rates in its currency, euros without one. Days are counted as facets count
    them: by hours, whoever is booked in them. One query, and those of genres and rates."""
    check(wish)
    clauses: list[tuple[str, list]] = [(OF_DISCIPLINE, [each.value]) for each in Discipline]
    clauses += [(AVERAGE.format(kind=wish.rate_kind), []), (RATED, [])]
    counting = Counting(wish, evenings(wish, viewer))
    total, is_least, told, roles = counting.total(clauses, ROLES.format(most=MOST_ROLES))
    *counts, millionths, hundredths = told
    currency = wish.currency or USUAL_CURRENCY
    done = {each.value: count for each, count in zip(Discipline, counts, strict=True) if count}
    return ProfessionalStatistics(
        total=total,
        is_least=is_least,
        disciplines=done,
        roles=json.loads(roles) if roles else {},
        rating_average=hundredths / 100 if hundredths else None,
        rate_average_minor=_in_minor(millionths, currency, wish),
        currency=currency,
    )


def _in_minor(millionths_of_euros: int | None, currency: str, wish: Wish) -> int | None:
    rate = worth(currency, wish)
    if not millionths_of_euros or rate is None:
        return None
    amount = Decimal(millionths_of_euros) / 1_000_000 * rate
    return int(amount.scaleb(currency_digits(currency)).quantize(Decimal(1), ROUND_HALF_UP))
