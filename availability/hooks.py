"""Where apps above availability say whose a calendar is: see `web.hooks`."""

from uuid import UUID

from web.hooks import Hook

may_read_party: Hook[[UUID, int], bool] = Hook("may this user still read the calendar of a party")
"""Called with the ids of user and calendar whenever a feed of a party is read; one yes is enough."""
