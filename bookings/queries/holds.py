"""Holds on a stage's nights."""

from availability.ranges import Period
from venues.models import Stage


def holds_in_the_way(stage: Stage, period: Period) -> list:
    """The standing holds of others on this stage that overlap the period. There are no holds yet, so: none."""
    return []
