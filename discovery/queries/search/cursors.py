"""Orders that end in an id, and the cursors that find a place in one again."""

import base64
import binascii
import datetime as dt
import json
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from discovery.queries.search.wishes import BaseWish

S = TypeVar("S", bound=StrEnum)
T = TypeVar("T")


@dataclass(frozen=True)
class Key:
    """One column of an order: `read` takes its value out of a cursor; `type` is what PostgreSQL calls it, for orders
    that are written in SQL."""

    column: str
    is_rising: bool
    read: Callable[[Any], Any]
    type: str = ""


def chosen_sort(sorts: type[S], asked: str | None, wish: BaseWish) -> S:
    """The sort asked for, the first of `sorts` unless said. Raises ValidationError at `sort` for one that there is not,
    and for a distance from nowhere."""
    try:
        sort = sorts(asked or next(iter(sorts)))
    except ValueError as error:
        raise ValidationError({"sort": [_("Choose one of the sort options.")]}) from error
    if sort == "distance" and wish.place is None:
        raise ValidationError({"sort": [_("Enter a place to sort by distance.")]})
    return sort


def write_cursor(*values: Any) -> str:
    """Values as one opaque word."""
    told = [value if isinstance(value, str | int | float) else _words(value) for value in values]
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode()


def read_cursor(cursor: str, read: Callable[[list[Any]], T]) -> T:
    """What `read` makes of the values that `write_cursor` wrote. Raises ValidationError at `cursor` where it refuses
    them, and for anything else."""
    try:
        return read(json.loads(base64.urlsafe_b64decode(cursor.encode())))
    except (binascii.Error, ValueError, TypeError, AttributeError, KeyError, OverflowError, RecursionError) as error:
        raise ValidationError({"cursor": [_("This page of results doesn’t exist.")]}) from error


def read_keys(keys: tuple[Key, ...], values: Iterable[Any]) -> tuple[Any, ...]:
    """A place in an order. Raises ValueError or TypeError for what is none."""
    return tuple(key.read(value) for key, value in zip(keys, values, strict=True))


def _words(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.datetime) else str(value)


def number(value: Any) -> int:
    """An `int` of PostgreSQL."""
    return _whole(value, 2**31)


def small(value: Any) -> int:
    """A `smallint` of PostgreSQL."""
    return _whole(value, 2**15)


def _whole(value: Any, beyond: int) -> int:
    """What a column of PostgreSQL holds. A truth value is a number to Python, and none to PostgreSQL."""
    if type(value) is not int or not -beyond <= value < beyond:
        raise ValueError(value)
    return value


def measure(value: Any) -> float:
    """A number that is one; it may be infinite."""
    if type(value) not in (int, float) or math.isnan(value):
        raise ValueError(value)
    return float(value)


def finite(value: Any) -> float:
    """A number that is one, and not infinite."""
    if math.isinf(measure(value)):
        raise ValueError(value)
    return float(value)


def instant(value: Any) -> dt.datetime:
    """In UTC: PostgreSQL knows fewer offsets than Python."""
    moment = dt.datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(value)
    return moment.astimezone(dt.UTC)
