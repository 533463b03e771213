"""What the clock calls: send what a crash left behind, and what is due for another try."""

from notifications.actions import deliver_mail
from notifications.queries import due_ids

AT_ONCE_MAX = 500


def sweep_outbox() -> int:
    """Send due mails, at most AT_ONCE_MAX, but those another worker is just sending. Returns how many it was."""
    return sum(deliver_mail(notification_id=due) is not None for due in due_ids(AT_ONCE_MAX))
