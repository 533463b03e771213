"""Every write of this app."""

from messaging.actions.blocking import block_other_side, unblock_other_side
from messaging.actions.changing import delete_message, edit_message
from messaging.actions.enquiries import send_enquiry
from messaging.actions.forgetting import forget_writer
from messaging.actions.mailing import mail_unread
from messaging.actions.reading import archive_thread, mark_read, mute_thread, show_reading
from messaging.actions.receiving import forget_mails, receive_mail
from messaging.actions.reporting import report_message, settle_report
from messaging.actions.sending import drop_unsent, send_message
from messaging.actions.typing import tell_typing

__all__ = [
    "archive_thread",
    "block_other_side",
    "delete_message",
    "drop_unsent",
    "edit_message",
    "forget_mails",
    "forget_writer",
    "mail_unread",
    "mark_read",
    "mute_thread",
    "receive_mail",
    "report_message",
    "send_enquiry",
    "send_message",
    "settle_report",
    "show_reading",
    "tell_typing",
    "unblock_other_side",
]
