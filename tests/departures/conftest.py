"""Departures stand on the same scenes as bookings."""

from tests.bookings.conftest import act, commit_checks, house  # noqa: F401
