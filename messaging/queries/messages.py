"""The messages of a thread, from the newest backwards."""

from messaging.models import Message, Thread


def messages_before(thread: Thread, number: int | None, *, limit: int) -> list[Message]:
    """So many messages, newest first, of those numbered below `number`, with all that they show. Two queries."""
    messages = Message.objects.filter(thread=thread)
    if number is not None:
        messages = messages.filter(number__lt=number)
    return list(messages.as_shown().order_by("-number")[:limit])
