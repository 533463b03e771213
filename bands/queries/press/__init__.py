"""Reads of what a band tells the press."""

from bands.queries.press.completeness import Completeness, Hint, completeness
from bands.queries.press.kits import (
    Kit,
    KitTrack,
    NamedPlayer,
    changed_parts,
    edited_kit,
    find_draft,
    find_piece,
    press_kit,
    sounds_of,
)
from bands.queries.press.links import CountedLink, counted_links, find_kit_link, is_link_open

__all__ = [
    "Completeness",
    "CountedLink",
    "Hint",
    "Kit",
    "KitTrack",
    "NamedPlayer",
    "changed_parts",
    "completeness",
    "counted_links",
    "edited_kit",
    "find_draft",
    "find_kit_link",
    "find_piece",
    "is_link_open",
    "press_kit",
    "sounds_of",
]
