"""What the clock calls."""

from django.utils.timezone import now

from departures.actions.exports import drop_expired_exports


def drop_exports() -> int:
    """Every hour; returns how many copies of data went, because their week is over."""
    return drop_expired_exports(now())
