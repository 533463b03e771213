"""Every write of this app. Who may do what is decided by the owners, who call these."""

from media.actions.details import change_picture, redraw_pictures, rename_sound
from media.actions.dropping import drop, drop_document, drop_picture, drop_sound
from media.actions.files import (
    NoRoom,
    begin_file,
    drop_file,
    keep_file,
    open_file,
    reserve_file,
    take_free_files,
    take_in,
    take_in_begun,
)
from media.actions.keeping import is_recording, keep_document, keep_picture, keep_preview, keep_sound
from media.actions.preparing import prepare
from media.actions.taking import take_away

__all__ = [
    "NoRoom",
    "begin_file",
    "change_picture",
    "drop",
    "drop_document",
    "drop_file",
    "drop_picture",
    "drop_sound",
    "is_recording",
    "keep_document",
    "keep_file",
    "keep_picture",
    "keep_preview",
    "keep_sound",
    "open_file",
    "prepare",
    "redraw_pictures",
    "rename_sound",
    "reserve_file",
    "take_away",
    "take_free_files",
    "take_in",
    "take_in_begun",
]
