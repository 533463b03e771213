"""Where apps above availability take part in what calendars tell, and say whose a calendar is: see `web.hooks`."""

from uuid import UUID

from django.db.models import Q

from availability.files.events import CalendarEvent
from web.hooks import Hook

may_read_party: Hook[[UUID, int], bool] = Hook("may this user still read the calendar of a party")
"""Called with the ids of user and calendar whenever a feed of a party is read; one yes is enough."""

open_nights: Hook[[int], list[CalendarEvent]] = Hook("feed is written: which nights of its calendar are open?")
"""Called with the id of the calendar, in the language of the feed's reader. Reads only."""

claims_explained: Hook[[], Q] = Hook("stored claims are checked: which of them are explained?")
"""A condition on claims: those that something of the app is the reason for. Reads only."""
