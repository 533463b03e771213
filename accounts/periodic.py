"""What the clock calls."""

from accounts import actions


def nudge_due() -> int:
    """Every quarter of an hour, until nobody is left to ask; returns how many were asked about their time."""
    total = 0
    while asked := actions.nudge_due():
        total += asked
    return total
