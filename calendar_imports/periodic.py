"""What the clock calls."""

from calendar_imports.actions import refreshing


def refresh_due_imports() -> int:
    """Every five minutes; returns how many imported calendars the worker will ask for news."""
    return refreshing.enqueue_due()


def extend_imports() -> int:
    """Every night; returns how many imported calendars will be read up to a later horizon."""
    return refreshing.enqueue_behind()
