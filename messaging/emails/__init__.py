"""Mails about messages."""

from messaging.emails.unread import UNREAD, register_kinds

__all__ = ["UNREAD", "register_kinds"]
