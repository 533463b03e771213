"""What the clock calls: forget the requests of yesterday."""

from .actions import delete_old_requests


def sweep_requests() -> int:
    """Every hour; returns how many were forgotten."""
    return delete_old_requests()
