"""What the clock calls."""

from bands import actions


def count_visits() -> int:
    """Every five minutes; returns on how many days of how many private links somebody came."""
    return actions.count_visits()
