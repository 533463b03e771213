"""What the clock calls."""

from accounts import actions
from accounts.actions import cleaning


def nudge_due() -> int:
    """Every quarter of an hour, until nobody is left to ask; returns how many were asked about their time."""
    total = 0
    while asked := actions.nudge_due():
        total += asked
    return total


def drop_what_is_over() -> int:
    """Every night, until nothing is left to drop; returns how many sessions, invites and tokens went."""
    total = 0
    while dropped := cleaning.drop_what_is_over():
        total += dropped
    return total
