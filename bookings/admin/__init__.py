"""The office of the staff: looking at shows and bookings with their history, and calling them off with a reason.

Nothing is edited, in bulk or by the row: states change through the actions, which keep claims and calendars true.
"""

from bookings.admin import holds, lists, reports, settlements, shows

__all__ = ["holds", "lists", "reports", "settlements", "shows"]
