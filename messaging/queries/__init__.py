"""Reads of threads and messages."""

from messaging.queries.mailboxes import mailbox_of
from messaging.queries.messages import messages_before
from messaging.queries.reports import waiting_message_reports
from messaging.queries.sent import came_with, sent_before, unsent_files
from messaging.queries.windows import Line, Window, window_of

__all__ = [
    "Line",
    "Window",
    "came_with",
    "mailbox_of",
    "messages_before",
    "sent_before",
    "unsent_files",
    "waiting_message_reports",
    "window_of",
]
