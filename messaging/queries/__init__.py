"""Reads of threads and messages."""

from messaging.queries.sent import was_sent
from messaging.queries.windows import Line, Window, window_of

__all__ = ["Line", "Window", "was_sent", "window_of"]
