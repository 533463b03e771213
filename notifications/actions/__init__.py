"""Every write of notifications."""

from notifications.actions.delivering import deliver_mail, deliver_mail_by
from notifications.actions.inbox import mark_all_read, mark_read
from notifications.actions.posting import post_mail, send_posted
from notifications.actions.preferences import Way, save_preferences, switch_notifications, unsubscribe
from notifications.actions.sending import one_connection
from notifications.actions.telling import News, notify, notify_all, take_back

__all__ = [
    "News",
    "Way",
    "deliver_mail",
    "deliver_mail_by",
    "mark_all_read",
    "mark_read",
    "notify",
    "notify_all",
    "one_connection",
    "post_mail",
    "save_preferences",
    "send_posted",
    "switch_notifications",
    "take_back",
    "unsubscribe",
]
