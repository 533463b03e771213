"""Every write to lists of shows."""

from show_imports.actions.importing import work_on_show_list
from show_imports.actions.uploads import (
    check_show_list,
    drop_show_lists,
    remove_show_list,
    start_show_import,
    stop_show_import,
    upload_show_list,
)

__all__ = [
    "check_show_list",
    "drop_show_lists",
    "remove_show_list",
    "start_show_import",
    "stop_show_import",
    "upload_show_list",
    "work_on_show_list",
]
