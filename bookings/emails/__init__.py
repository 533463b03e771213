"""What people are told of shows, bookings and holds, by mail and in the inbox: a file for each subject."""

from bookings.emails import bookings


def register_kinds() -> None:
    """Called when the site starts."""
    bookings.register_kinds()
