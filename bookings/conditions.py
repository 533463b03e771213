"""Which shows everybody may know by name, and which bookings are promised: the only place that says so."""

from accounts.conditions import PUBLIC_PARTY
from bookings.states import PROMISED, PUBLISHED
from web.conditions import Reached, one_of, where

PUBLISHED_SHOW = where(state=one_of(*PUBLISHED))

ANNOUNCED = where(announce_at=Reached())
"""Its announce date has come, or it has none."""

PUBLIC_SHOW = PUBLISHED_SHOW & PUBLIC_PARTY.of("owner") & ANNOUNCED
"""Everybody may know the show by name."""

PROMISED_BOOKING = where(state=one_of(*PROMISED))
"""The booking is on the bill and carries claims. Until when an answer was due is of no matter any more."""
