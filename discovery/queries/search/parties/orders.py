"""In which order hits stand, and the cursors that find a place in it again."""

import base64
import binascii
import datetime as dt
import json
import math
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from availability.queries.probing import Clause
from discovery.queries.search.parties.wishes import Wish

MOST_TIERS = 8


class Sort(StrEnum):
    """What a search may be sorted by. `fit` is the nearest where a place is asked for, the name most like the text
    where there is one, and the best rated otherwise."""

    FIT = "fit"
    DISTANCE = "distance"
    RATING = "rating"
    FEE = "fee"
    NEWEST = "newest"


@dataclass(frozen=True)
class Key:
    """One column of an order: `read` takes its value out of a cursor."""

    column: str
    type: str
    is_rising: bool
    read: Callable


def _number(value) -> int:
    return _whole(value, 2**31)


def _small(value) -> int:
    return _whole(value, 2**15)


def _whole(value, beyond: int) -> int:
    """What a column of PostgreSQL holds. A truth value is a number to Python, and none to PostgreSQL."""
    if type(value) is not int or not -beyond <= value < beyond:
        raise ValueError(value)
    return value


def _measure(value) -> float:
    if type(value) not in (int, float) or math.isnan(value):
        raise ValueError(value)
    return float(value)


def _instant(value) -> dt.datetime:
    """In UTC: PostgreSQL knows fewer offsets than Python."""
    instant = dt.datetime.fromisoformat(value)
    if instant.tzinfo is None:
        raise ValueError(value)
    return instant.astimezone(dt.UTC)


RATING = Key("rating", "smallint", False, _small)
PARTY = Key("party_id", "uuid", False, uuid.UUID)
ORDERS = {
    "distance": (Key("chord", "float8", True, _measure), RATING, PARTY),
    "rating": (RATING, PARTY),
    "fee": (Key("fee_low", "float8", True, _measure), Key("party_id", "uuid", True, uuid.UUID)),
    "newest": (Key("created_at", "timestamptz", False, _instant), PARTY),
    "length": (Key("length", "int", True, _number), RATING, PARTY),
    "likeness": (Key("likeness", "int", False, _number), RATING, PARTY),
}
"""The keys of each order. All of them end in the party, so that no two places are the same."""


def order_name(wish: Wish, sort: str | None, text: str | None) -> str:
    """The order of one tier. Raises ValidationError for a sort that there is not, and for a distance from nowhere."""
    try:
        sort = Sort(sort or Sort.FIT)
    except ValueError as error:
        raise ValidationError({"sort": [_("It cannot be sorted by that.")]}) from error
    if sort == Sort.DISTANCE and wish.place is None:
        raise ValidationError({"sort": [_("Say a place to sort by the distance from it.")]})
    if sort != Sort.FIT:
        return sort.value
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
    for number, key in enumerate(order):
        here = [_compared(each, "=", columns) for each in order[:number]] + [_compared(key, _beyond(key), columns)]
        words.append("(" + " AND ".join(compared for compared, _given in here) + ")")
        for (_compared_to, given), value in zip(here, place, strict=False):
            values += [*given, value]
    return f"({' OR '.join(words)})", values


def _compared(key: Key, sign: str, columns: dict[str, Clause]) -> Clause:
    worked_out, values = columns[key.column]
    return f"{worked_out} {sign} %s::{key.type}", values


def _beyond(key: Key) -> str:
    return ">" if key.is_rising else "<"


def write_cursor(name: str, tier: int, place: tuple | None) -> str:
    """`place` is the values of the order's keys, None for the beginning of the tier."""
    told = [value if isinstance(value, int | float) else _words(value) for value in place or ()]
    return base64.urlsafe_b64encode(json.dumps([name, tier, *told]).encode()).decode()


def _words(value) -> str:
    return value.isoformat() if isinstance(value, dt.datetime) else str(value)


def read_cursor(cursor: str) -> tuple[str, int, tuple | None]:
    """The order, tier and place that `write_cursor` wrote. Raises ValidationError for anything else."""
    try:
        name, tier, *place = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        keys = ORDERS[name] if place else ()
        values = tuple(key.read(value) for key, value in zip(keys, place, strict=True))
        if type(tier) is not int or not 0 <= tier < MOST_TIERS:
            raise ValueError(tier)
        return name, tier, values or None
    except (binascii.Error, ValueError, TypeError, AttributeError, KeyError, OverflowError, RecursionError) as error:
        raise ValidationError({"cursor": [_("This page of results does not exist.")]}) from error
