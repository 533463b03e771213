"""A venue's desk: its stages by its nights; each show, each hold a strip of tape.

`asked` reads the address, `items` puts what stands on a night into words, `months` lays it out, `kept` keeps what was
rendered, `exports` gives the same to spreadsheets and calendars.
"""

from holds.desk.asked import STATES, VIEWS, Asked, read_day
from holds.desk.exports import desk_csv, desk_ics
from holds.desk.items import Item
from holds.desk.kept import render_desk
from holds.desk.months import night_items

__all__ = ["STATES", "VIEWS", "Asked", "Item", "desk_csv", "desk_ics", "night_items", "read_day", "render_desk"]
