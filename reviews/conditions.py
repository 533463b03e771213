"""Whether a review may name its author: the only place that says so."""

from accounts.conditions import PUBLIC_PARTY
from bookings.conditions import ANNOUNCED

NAMES_ITS_AUTHOR = PUBLIC_PARTY.of("author") & ANNOUNCED.of("booking__spot__show")
"""A private client stays without a name, as does the other side of a show that has never been announced."""
