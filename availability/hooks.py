"""Where apps above availability take part in what calendars tell: see `web.hooks`."""

from availability.files.events import CalendarEvent
from web.hooks import Hook

open_nights: Hook[[int], list[CalendarEvent]] = Hook("feed is written: which nights of its calendar are open?")
"""Called with the id of the calendar, in the language of the feed's reader. Reads only."""
