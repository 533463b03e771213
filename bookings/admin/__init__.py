"""The office of the staff: looking at shows and bookings with their history, and calling them off with a reason.

Nothing is edited, in bulk or by the row: states change through the actions, which keep claims and calendars true.
"""

from bookings.admin import reports, settlements, shows

__all__ = ["reports", "settlements", "shows"]
