"""Every write of notifications."""

from notifications.actions.delivering import deliver_mail
from notifications.actions.inbox import mark_all_read, mark_read
from notifications.actions.posting import post_mail, send_posted
from notifications.actions.preferences import save_preferences, unsubscribe
from notifications.actions.telling import notify

__all__ = [
    "deliver_mail",
    "mark_all_read",
    "mark_read",
    "notify",
    "post_mail",
    "save_preferences",
    "send_posted",
    "unsubscribe",
]
