"""A venue's desk: its stages by its nights; each show, each hold a strip of tape.

`asked` reads the address, `items` puts what stands on a night into words, `months` lays it out, `kept` keeps what was
rendered, `exports` gives the same to spreadsheets and calendars.
"""

from bookings.desks.asked import STATES, VIEWS, Asked, read_day
from bookings.desks.exports import desk_csv, desk_ics
from bookings.desks.items import Item
from bookings.desks.kept import render_desk
from bookings.desks.months import night_items

__all__ = ["STATES", "VIEWS", "Asked", "Item", "desk_csv", "desk_ics", "night_items", "read_day", "render_desk"]
