"""A person's mailbox."""

from accounts.models import User
from messaging.models import Mailbox


def mailbox_of(user: User) -> Mailbox:
    """Not saved where nobody has written to them yet."""
    return Mailbox.objects.filter(user=user).first() or Mailbox(user=user)
