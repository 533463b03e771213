"""In which order hits stand, and the cursors that find a place in it again."""

import uuid
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from availability.queries.probing import Clause
from discovery.queries.search.cursors import (
    Key,
    chosen_sort,
    instant,
    measure,
    number,
    read_cursor,
    read_keys,
    small,
    write_cursor,
)
from discovery.queries.search.parties.wishes import Wish

MOST_TIERS = 8


class Sort(StrEnum):
    """What a search may be sorted by. `fit` is the nearest where a place is asked for, the name most like the text
    where there is one, and the best rated otherwise. `rate` is the lowest price of professionals.
    `rating` is weighed by how many have rated (`discovery_standing`)."""

    FIT = "fit"
    DISTANCE = "distance"
    RATING = "rating"
    FEE = "fee"
    RATE = "rate"
    NEWEST = "newest"


STANDING = Key("standing", False, small, "smallint")
PARTY = Key("party_id", False, uuid.UUID, "uuid")
PARTY_RISING = Key("party_id", True, uuid.UUID, "uuid")
ORDERS = {
    "distance": (Key("chord", True, measure, "float8"), STANDING, PARTY),
    "rating": (STANDING, PARTY),
    "fee": (Key("fee_low", True, measure, "float8"), PARTY_RISING),
    "hour_rate": (Key("hour_rate", True, measure, "float8"), PARTY_RISING),
    "day_rate": (Key("day_rate", True, measure, "float8"), PARTY_RISING),
    "newest": (Key("created_at", False, instant, "timestamptz"), PARTY),
    "length": (Key("length", True, number, "int"), STANDING, PARTY),
    "likeness": (Key("likeness", False, number, "int"), STANDING, PARTY),
}
"""The keys of each order. All of them end in the party, so that no two places are the same."""

OF_PROFESSIONALS = {"hour_rate", "day_rate"}
"""Orders by what only professionals have; it is never null for them, and their indexes hold nobody else."""


def order_name(wish: Wish, sort: str | None, text: str | None) -> str:
    """The order of one tier. Raises ValidationError for a sort that there is not, for a distance from nowhere, and for
    the rate of who is no professional."""
    chosen = chosen_sort(Sort, sort, wish)
    if chosen == Sort.RATE and not wish.is_for_professionals:
        raise ValidationError({"sort": [_("Choose one of the sort options.")]})
    if chosen == Sort.RATE:
        return f"{wish.rate_kind}_rate"
    if chosen != Sort.FIT:
        return chosen.value
    if text == "alike":
        return "likeness"
    return "distance" if wish.place else "length" if text else "rating"


def order_by(order: tuple[Key, ...]) -> str:
    return ", ".join(f"{key.column} {'ASC' if key.is_rising else 'DESC'}" for key in order)


def after(order: tuple[Key, ...], place: tuple, columns: dict[str, Clause]) -> Clause:
    """What stands behind a place, `columns` saying how a key is worked out. Where all keys run one way it is one
    comparison, which an index understands."""
    if len({key.is_rising for key in order}) == 1:
        named = ", ".join(columns[key.column][0] for key in order)
        marks = ", ".join(f"%s::{key.type}" for key in order)
        values = [value for key in order for value in columns[key.column][1]]
        return f"({named}) {_beyond(order[0])} ({marks})", [*values, *place]
    words, values = [], []
    for position, key in enumerate(order):
        here = [_compared(each, "=", columns) for each in order[:position]] + [_compared(key, _beyond(key), columns)]
        words.append("(" + " AND ".join(compared for compared, _given in here) + ")")
        for (_compared_to, given), value in zip(here, place, strict=False):
            values += [*given, value]
    return f"({' OR '.join(words)})", values


def _compared(key: Key, sign: str, columns: dict[str, Clause]) -> Clause:
    worked_out, values = columns[key.column]
    return f"{worked_out} {sign} %s::{key.type}", values


def _beyond(key: Key) -> str:
    return ">" if key.is_rising else "<"


def write_place(name: str, tier: int, place: tuple | None) -> str:
    """A cursor. `place` is the values of the order's keys, None for the beginning of the tier."""
    return write_cursor(name, tier, *(place or ()))


def read_place(cursor: str) -> tuple[str, int, tuple | None]:
    """The order, tier and place that `write_place` wrote. Raises ValidationError for anything else."""
    return read_cursor(cursor, _place)


def _place(told: list[Any]) -> tuple[str, int, tuple | None]:
    name, tier, *place = told
    values = read_keys(ORDERS[name] if place else (), place)
    if type(tier) is not int or not 0 <= tier < MOST_TIERS:
        raise ValueError(tier)
    return name, tier, values or None
