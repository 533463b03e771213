"""Reads of threads and messages."""

from messaging.queries.messages import messages_before
from messaging.queries.windows import Line, Window, window_of

__all__ = ["Line", "Window", "messages_before", "window_of"]
