"""Who may have which file."""

from media.access.sent import file_address_for, files_address, require_place, upload_address
from media.access.shown import get_kept_for, is_for_everybody, may_have_file, preparing_token

__all__ = [
    "file_address_for",
    "files_address",
    "get_kept_for",
    "is_for_everybody",
    "may_have_file",
    "preparing_token",
    "require_place",
    "upload_address",
]
