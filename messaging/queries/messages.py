"""The messages of a thread, from the newest backwards."""

from messaging.models import Message, Thread


def messages_before(thread: Thread, number: int | None, *, limit: int) -> list[Message]:
    """The `limit` newest messages numbered below `number`, newest first, with all that a page shows. Two queries."""
    messages = Message.objects.filter(thread=thread)
    if number is not None:
        messages = messages.filter(number__lt=number)
    return list(messages.as_shown().order_by("-number")[:limit])
