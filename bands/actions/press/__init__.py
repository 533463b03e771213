"""Everything that changes what a band tells the press."""

from bands.actions.press.drafts import discard_draft, publish_kit
from bands.actions.press.links import count_visits, create_kit_link, revoke_kit_link
from bands.actions.press.pieces import LISTS_MAX, add_piece, add_track, change_piece, move_piece, remove_piece
from bands.actions.press.stage import (
    INPUTS_MAX,
    PLOT_MAX,
    keep_rider_document,
    remove_rider_document,
    set_inputs,
    set_plot,
)
from bands.actions.press.texts import TEXT_LENGTHS, write_kit

__all__ = [
    "INPUTS_MAX",
    "LISTS_MAX",
    "PLOT_MAX",
    "TEXT_LENGTHS",
    "add_piece",
    "add_track",
    "change_piece",
    "count_visits",
    "create_kit_link",
    "discard_draft",
    "keep_rider_document",
    "move_piece",
    "publish_kit",
    "remove_piece",
    "remove_rider_document",
    "revoke_kit_link",
    "set_inputs",
    "set_plot",
    "write_kit",
]
