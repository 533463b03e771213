"""Notifications about messages, by mail and in the inbox."""

from messaging.emails import reports, unread
from messaging.emails.unread import UNREAD

__all__ = ["UNREAD", "register_kinds"]


def register_kinds() -> None:
    """Called when the site starts."""
    reports.register_kinds()
    unread.register_kinds()
