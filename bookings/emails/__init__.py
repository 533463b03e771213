"""What people are told of shows and bookings, by mail and in the inbox: a file for each subject."""

from bookings.emails import bills, bookings, changes, drafts, money, newcomers, refills, reports, ways


def register_kinds() -> None:
    """Called when the site starts."""
    bills.register_kinds()
    bookings.register_kinds()
    changes.register_kinds()
    drafts.register_kinds()
    newcomers.register_kinds()
    refills.register_kinds()
    reports.register_kinds()
    ways.register_kinds()
    money.register_kinds()
