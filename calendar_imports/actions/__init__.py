"""Every write to imported calendars and to the time that they take."""

from calendar_imports.actions.imports import add_import, remove_import, request_refresh, update_import
from calendar_imports.actions.refreshing import refresh_import

__all__ = [
    "add_import",
    "refresh_import",
    "remove_import",
    "request_refresh",
    "update_import",
]
