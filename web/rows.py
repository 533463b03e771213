"""The one row that a key names."""

from typing import TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


def find_row(named: QuerySet[M]) -> M | None:
    """The only row of a queryset that names it by a key, if there is one.

    `first()` puts the rows into an order, for which Django compares each selected column: with all of a booking's
    relations that takes longer than the rest of the query, to sort a single row.
    """
    return next(iter(named.order_by()[:1]), None)
