"""Lists of shows stand on the same scenes as bookings."""

from tests.bookings.conftest import act, commit_checks, house, without_the_constraint  # noqa: F401
