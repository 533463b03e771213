"""Every write to calendars: promises, what people say of their time, entries, feeds."""

from availability.actions.claims import Wanted, claim, release_claims
from availability.actions.entries import cancel_entry, write_entry
from availability.actions.locks import lock_calendars, retry_serialization
from availability.actions.masks import refresh_masks
from availability.actions.sources import start_drawing, stop_drawing
from availability.actions.versions import touch

__all__ = [
    "Wanted",
    "cancel_entry",
    "claim",
    "lock_calendars",
    "refresh_masks",
    "release_claims",
    "retry_serialization",
    "start_drawing",
    "stop_drawing",
    "touch",
    "write_entry",
]
