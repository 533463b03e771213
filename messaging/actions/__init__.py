"""Every write of this app."""

from messaging.actions.changing import delete_message, edit_message
from messaging.actions.mailing import mail_unread
from messaging.actions.reading import archive_thread, mark_read, mute_thread, show_reading
from messaging.actions.receiving import forget_mails, receive_mail
from messaging.actions.sending import send_message
from messaging.actions.typing import tell_typing

__all__ = [
    "archive_thread",
    "delete_message",
    "edit_message",
    "forget_mails",
    "mail_unread",
    "mark_read",
    "mute_thread",
    "receive_mail",
    "send_message",
    "show_reading",
    "tell_typing",
]
