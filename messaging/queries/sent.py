"""What was sent already."""

from uuid import UUID

from accounts.models import User
from messaging.models import Message, Thread


def was_sent(user: User, thread: Thread, key: UUID | None) -> bool:
    """Whether this person has sent a message with this key: their second press on Send."""
    return key is not None and Message.objects.filter(thread=thread, author=user, key=key).exists()
