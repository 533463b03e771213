"""Reads of threads and messages."""

from messaging.queries.windows import Line, Window, window_of

__all__ = ["Line", "Window", "window_of"]
