"""What shapes are made of: bounded texts, instants with their offset, money, pages of a list."""

import datetime as dt
import uuid
from typing import Annotated, Generic, Literal, TypeVar

from django.utils.translation import gettext as _
from ninja import Field, Schema
from pydantic import AfterValidator, AwareDatetime, BeforeValidator

from web.money import AMOUNT_MINOR_MAX

LONGEST_TEXT = 10_000
LONGEST_WORD = 300
LIMIT_MAX = 100
DEFAULT_LIMIT = 25
FIRST_YEAR, LAST_YEAR = 1970, 2200
Item = TypeVar("Item")


def _without_nul(text: str) -> str:
    """PostgreSQL stores no NUL."""
    if "\0" in text:
        raise ValueError(_("A text holds no NUL."))
    return text


def _as_text(value: object) -> object:
    """Numbers are not instants, though pydantic would read them as Unix time."""
    if not isinstance(value, str | dt.datetime):
        raise ValueError(_("Enter date and time with a UTC offset, such as 2027-03-06T21:00:00+01:00."))
    return value


def _within_years(instant: dt.datetime) -> dt.datetime:
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise ValueError(_("Enter a year from %(first)s to %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR})
    return instant.astimezone(dt.UTC)


Text = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(_without_nul)]
Word = Annotated[str, Field(max_length=LONGEST_WORD), AfterValidator(_without_nul)]
Slug = Annotated[str, Field(max_length=80), AfterValidator(_without_nul)]
Instant = Annotated[AwareDatetime, BeforeValidator(_as_text), AfterValidator(_within_years)]
Amount = Annotated[int, Field(ge=0, le=AMOUNT_MINOR_MAX)]
Count = Annotated[int, Field(ge=-(2**31), lt=2**31)]
Limit = Annotated[int, Field(ge=1, le=LIMIT_MAX)]
Cursor = Annotated[str, Field(max_length=500), AfterValidator(_without_nul)]
Kilometres = Annotated[float, Field(gt=0, le=20_000, allow_inf_nan=False)]
Miles = Annotated[float, Field(gt=0, le=12_400, allow_inf_nan=False)]


Tier = list[int | Literal["days", "hours"]]
"""What calling off costs: `[days before, percent]` or `[hours before, percent, "hours"]`."""


class Money(Schema):
    """An amount in minor units (cents, yen) and the ISO 4217 code of its currency. "1" and true are none."""

    amount_minor: Annotated[Amount, Field(strict=True)]
    currency: Annotated[str, Field(min_length=3, max_length=3), AfterValidator(_without_nul)]


class Range(Schema):
    """Half-open: from `starts_at` up to but not including `ends_at`."""

    starts_at: dt.datetime
    ends_at: dt.datetime


class Page(Schema, Generic[Item]):
    """A page of a list. `next` is the cursor of the one after, null on the last."""

    items: list[Item]
    next: str | None = None


class Conflict(Range):
    """What is promised at that time: a party's slug, "a member" or "a stage", as far as one may know.

    `name` is there for the leaders of a member's own act.
    """

    who: str
    name: str | None = None


class Problem(Schema):
    """RFC 9457 problem details, as `application/problem+json`."""

    type: str
    title: str
    status: int
    detail: str


class InvalidProblem(Problem):
    """What was sent cannot be used: texts by field."""

    errors: dict[str, list[str]]


class ConflictProblem(Problem):
    """Not possible now. `taken` has conflicts and alternatives, `wrong-state` the present state; where another offer
    counts by now than the one that was read, or the booking has another version, `offer` and `version` are those."""

    conflicts: list[Conflict] | None = None
    alternatives: list[Range] | None = None
    state: str | None = None
    offer: int | None = None
    version: int | None = None


Id = uuid.UUID
Kind = Literal["band", "venue", "person", "professional"]
