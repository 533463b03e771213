"""Whether a message was already sent."""

from uuid import UUID

from accounts.models import User
from messaging.models import Message, Thread


def was_sent(user: User, thread: Thread, key: UUID | None) -> bool:
    """Whether this person has sent a message with this key, that is, pressed Send twice."""
    return key is not None and Message.objects.filter(thread=thread, author=user, key=key).exists()
