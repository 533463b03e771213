"""Scheduled jobs: send mails that a crash left behind or that are due for another attempt."""

from notifications.actions import deliver_mail
from notifications.queries import due_ids

AT_ONCE_MAX = 500


def sweep_outbox() -> int:
    """Send due mails, at most AT_ONCE_MAX, but those another worker is just sending. Returns how many it was."""
    return sum(deliver_mail(notification_id=due) is not None for due in due_ids(AT_ONCE_MAX))
