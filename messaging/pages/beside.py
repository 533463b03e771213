"""The thread of a booking beside its terms: the last messages, and a form to ask before one answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404

from accounts.models import User
from bookings.hooks import Notice
from bookings.states import BookingState
from messaging.access import get_thread_for, may_write, refusal_to_write, speakers_of
from messaging.forms import MessageForm
from messaging.models import Mailbox, Message, Thread
from messaging.queries import mailbox_of
from web.streams import sign_topics

SHOWN = 3


@dataclass(frozen=True)
class LastMessages:
    """The last messages of a thread, oldest first; `are_more` before them."""

    thread: Thread
    box: Mailbox
    messages: Sequence[Message]
    may_write: bool

    @property
    def are_more(self) -> bool:
        return self.thread.last_number > len(self.messages)

    @property
    def is_to_answer(self) -> bool:
        """Whether the booking waits for an answer, and one may ask before."""
        return self.may_write and self.thread.booking is not None and self.thread.booking.state == BookingState.PENDING

    @property
    def token(self) -> str:
        return sign_topics(self.box.user_id, [self.box.topic])


def last_messages(user: User, thread: Thread) -> LastMessages:
    """Assumes that the thread was loaded through `access`. The version of the mailbox is read first, so that later
    changes raise it."""
    box = mailbox_of(user)
    messages = Message.objects.filter(thread=thread).as_shown().order_by("-number")
    return LastMessages(thread, box, [*reversed(messages[:SHOWN])], may_write=may_write(user, thread))


def beside_booking(user: User, booking_id: UUID) -> Sequence[Notice]:
    """The last messages, if the user may read the booking's thread. Registered with `bookings.hooks.beside_booking`."""
    try:
        thread = get_thread_for(user, booking_id)
    except Http404:
        return ()
    context: dict[str, Any] = {"last": last_messages(user, thread), "refusal": refusal_to_write(user, thread)}
    context["form"] = MessageForm(speakers=speakers_of(user, thread), auto_id="beside_%s")
    return [Notice("beside", "messaging/_beside.html", context)]
