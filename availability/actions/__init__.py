"""Every write to calendars: promises, what people say of their time, entries, feeds."""

from availability.actions.blocks import change_blocks
from availability.actions.claims import Wanted, claim, confirm_claims, conflicts_of, release_claims
from availability.actions.entries import EntryDraft, cancel_entries, cancel_entry, write_entries, write_entry
from availability.actions.feeds import (
    FEED_CHOICES,
    choose_for_feed,
    make_feed,
    rename_feeds,
    revoke_all_feeds,
    revoke_feed,
    revoke_feeds,
    rotate_feed,
)
from availability.actions.forgetting import forget_said
from availability.actions.locks import lock_calendars, retry_serialization
from availability.actions.masks import refresh_masks
from availability.actions.painting import paint_nights
from availability.actions.rules import change_rule, end_rule, take_back
from availability.actions.said import Said, say_time, set_known_until, unsay_time
from availability.actions.sources import start_drawing, start_standing_in, stop_drawing, stop_standing_in
from availability.actions.versions import one_touch, touch

__all__ = [
    "FEED_CHOICES",
    "EntryDraft",
    "Said",
    "Wanted",
    "cancel_entries",
    "cancel_entry",
    "change_blocks",
    "change_rule",
    "choose_for_feed",
    "claim",
    "confirm_claims",
    "conflicts_of",
    "end_rule",
    "forget_said",
    "lock_calendars",
    "make_feed",
    "one_touch",
    "paint_nights",
    "refresh_masks",
    "release_claims",
    "rename_feeds",
    "retry_serialization",
    "revoke_all_feeds",
    "revoke_feed",
    "revoke_feeds",
    "rotate_feed",
    "say_time",
    "set_known_until",
    "start_drawing",
    "start_standing_in",
    "stop_drawing",
    "stop_standing_in",
    "take_back",
    "touch",
    "unsay_time",
    "write_entries",
    "write_entry",
]
