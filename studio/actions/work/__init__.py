"""Every write about the work of a session: files, mixes and what is said about them."""

from studio.actions.work.comments import answer_comment, comment_mix, remove_comment, resolve_comment
from studio.actions.work.files import add_files, remove_file
from studio.actions.work.mixes import add_mix
from studio.actions.work.previews import follow_delivery, preview_prepared

__all__ = [
    "add_files",
    "add_mix",
    "answer_comment",
    "comment_mix",
    "follow_delivery",
    "preview_prepared",
    "remove_comment",
    "remove_file",
    "resolve_comment",
]
