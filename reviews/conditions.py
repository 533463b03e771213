"""How long reviews may be written, and whether one may name its author: the only place that says so."""

import datetime as dt

from accounts.conditions import PUBLIC_PARTY
from bookings.conditions import ANNOUNCED

NAMES_ITS_AUTHOR = PUBLIC_PARTY.of("author") & ANNOUNCED.of("booking__spot__show")
"""A private client stays without a name, as does the other side of a show that has never been announced. Of a session,
which has no show, nothing is announced."""

TIME_TO_WRITE = dt.timedelta(days=14)
"""So long after a night, or after a session was done, its two sides may review each other, and are asked to."""
