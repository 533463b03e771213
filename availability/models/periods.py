"""What every stored period keeps to."""

from django.db import models
from django.db.models.expressions import RawSQL

HALF_OPEN_FINITE_WEEK = """
    NOT isempty(period) AND NOT lower_inf(period) AND NOT upper_inf(period)
    AND lower_inc(period) AND NOT upper_inc(period)
    AND isfinite(lower(period)) AND isfinite(upper(period))
    AND upper(period) - lower(period) <= interval '7 days'
"""


def period_is_sane(table: str, column: str = "period") -> models.CheckConstraint:
    """A period is `[start, end)`, not empty, finite, and at most seven days long; a column may also be NULL.

    An empty one would pass an exclusion, an open end would pass this check: its end is NULL, so is what is said of it.
    """
    return models.CheckConstraint(
        name=f"{table}_{column}_is_sane",
        condition=RawSQL(HALF_OPEN_FINITE_WEEK.replace("period", column), (), output_field=models.BooleanField()),
    )
