"""Scheduled jobs: send mails that a crash left behind or that are due for another attempt."""

from notifications.actions import cleaning, deliver_mail_by, one_connection
from notifications.queries import due_ids

AT_ONCE_MAX = 500


def sweep_outbox() -> int:
    """Send due mails, at most AT_ONCE_MAX, but those another worker is just sending. Returns how many it was."""
    with one_connection() as post:
        return sum(deliver_mail_by(post, notification_id=due) is not None for due in due_ids(AT_ONCE_MAX))


def drop_old_mails() -> int:
    """Every night, until nothing is left to drop; returns how many went."""
    total = 0
    while dropped := cleaning.drop_old_mails():
        total += dropped
    return total
