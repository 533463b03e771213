"""Conditions on rows, each defined once: checked on an object, in a queryset and in SQL written by hand."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any, Protocol

from django.db.models import Q
from django.utils.timezone import now
from psycopg.sql import Literal


class Test(Protocol):
    """What one field must be."""

    def passes(self, value: Any, at: dt.datetime | None) -> bool: ...

    def as_q(self, field: str, at: dt.datetime | None) -> Q: ...

    def as_sql(self, column: str, moment: str) -> str: ...


@dataclass(frozen=True)
class OneOf:
    """The field has one of these values. For fields that are never NULL."""

    values: tuple[Any, ...]

    def passes(self, value: Any, at: dt.datetime | None) -> bool:
        return value in self.values

    def as_q(self, field: str, at: dt.datetime | None) -> Q:
        return Q(**{field: self.values[0]}) if len(self.values) == 1 else Q(**{f"{field}__in": list(self.values)})

    def as_sql(self, column: str, moment: str) -> str:
        if self.values == (True,):
            return column
        values = [Literal(value).as_string() for value in self.values]
        return f"{column} = {values[0]}" if len(values) == 1 else f"{column} IN ({', '.join(values)})"


class Reached:
    """The field is NULL, or a moment that is not later than now."""

    def passes(self, value: Any, at: dt.datetime | None) -> bool:
        return value is None or value <= (at or now())

    def as_q(self, field: str, at: dt.datetime | None) -> Q:
        return Q(**{field: None}) | Q(**{f"{field}__lte": at or now()})

    def as_sql(self, column: str, moment: str) -> str:
        return f"({column} IS NULL OR {column} <= {moment})"


def one_of(*values: Any) -> OneOf:
    """A test for these values, in a stable order; enum members count as what is stored of them."""
    return OneOf(tuple(sorted(getattr(value, "value", value) for value in values)))


@dataclass(frozen=True)
class Condition:
    """All of some tests, by the path of the field: `owner__approval` is the field `approval` of the related `owner`."""

    tests: Mapping[str, Test]

    def __and__(self, other: "Condition") -> "Condition":
        return Condition({**self.tests, **other.tests})

    def of(self, relation: str) -> "Condition":
        """The same condition on a related row: `PUBLIC_PARTY.of("owner")` is a condition on a show."""
        return Condition({f"{relation}__{path}": test for path, test in self.tests.items()})

    def holds_for(self, row: Any, at: dt.datetime | None = None) -> bool:
        """Whether the object meets it. Reads fields in the order of the tests, and no further than it must."""
        return all(test.passes(_read(row, path), at) for path, test in self.tests.items())

    def q(self, relation: str = "", at: dt.datetime | None = None) -> Q:
        """The filter of a queryset, on its rows or on what they are related to: `Spot.objects.filter(X.q("show"))`."""
        tests = (self.of(relation) if relation else self).tests
        return reduce(Q.__and__, (test.as_q(path, at) for path, test in tests.items()), Q())

    def sql(self, alias: str, *, moment: str = "now()", **aliases: str) -> str:
        """The condition on a table of this alias; `moment` is the expression for now. `aliases` name the related tables
        by their relations: `PUBLIC_SHOW.sql("show", owner="host")`. Values are written as literals.
        """
        tables = {"": alias, **aliases}
        parts = ((*path.rpartition("__")[::2], test) for path, test in self.tests.items())
        written = [test.as_sql(f"{tables[relation]}.{field}", moment) for relation, field, test in parts]
        return written[0] if len(written) == 1 else f"({' AND '.join(written)})"


def where(**tests: Test) -> Condition:
    """A condition on fields by their names."""
    return Condition(tests)


def _read(row: Any, path: str) -> Any:
    """The field at the end of a path. A row that is not there has none of its fields, as in an outer join."""
    return reduce(lambda found, name: None if found is None else getattr(found, name), path.split("__"), row)
