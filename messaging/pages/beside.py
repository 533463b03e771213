"""The thread of a booking or a session beside its terms: the last messages, and a form to ask before one answers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import Party, User
from bookings.states import BookingState
from messaging.access import get_thread_for, refusal_to_write, speakers_of
from messaging.forms import MessageForm
from messaging.models import Mailbox, Message, Seat, Thread
from messaging.queries import mailbox_of
from studio.models import Session
from web.notices import Notice
from web.streams import sign_topics
from web.texts import isolated_words

SHOWN = 3


@dataclass(frozen=True)
class LastMessages:
    """The last messages of a thread, oldest first; `are_more` before them. The user has read the thread up to `read`;
    `refusal` says why they can write nothing."""

    thread: Thread
    box: Mailbox
    messages: Sequence[Message]
    read: int
    refusal: str

    @property
    def seen(self) -> int:
        """The number of the last message; 0 if one that is not shown here is unread, since writing would mark it as
        read."""
        first = self.messages[0].number if self.messages else 1
        return self.thread.last_number if first <= self.read + 1 else 0

    @property
    def are_more(self) -> bool:
        return self.thread.last_number > len(self.messages)

    @property
    def is_to_answer(self) -> bool:
        """Whether the booking waits for an answer, and one may ask before."""
        booking = self.thread.booking
        return not self.refusal and booking is not None and booking.state == BookingState.PENDING

    @property
    def token(self) -> str:
        return sign_topics(self.box.user_id, [self.box.topic])


def last_messages(user: User, thread: Thread) -> LastMessages:
    """Assumes that the thread was loaded through `access`. The version of the mailbox is read first, so that later
    changes raise it."""
    box = mailbox_of(user)
    messages = Message.objects.filter(thread=thread).as_shown().order_by("-number")
    read = Seat.objects.filter(thread=thread, user=user).values_list("read_number", flat=True).first()
    return LastMessages(thread, box, [*reversed(messages[:SHOWN])], read or 0, refusal_to_write(user, thread))


def beside_booking(user: User, booking_id: UUID) -> Sequence[Notice]:
    """The last messages, if the user may read the booking's thread. Registered with `bookings.hooks.beside_booking`."""
    return _beside(user, booking_id)


def beside_session(user: User, session: Session) -> Sequence[Notice]:
    """The last messages, if the user may read the session's thread. Registered with `studio.hooks.beside_session`."""
    return _beside(user, session.pk)


def _beside(user: User, pk: UUID) -> Sequence[Notice]:
    try:
        thread = get_thread_for(user, pk)
    except Http404:
        return ()
    last = last_messages(user, thread)
    speakers = speakers_of(user, thread)
    form = MessageForm(speakers=speakers, auto_id="beside_%s")
    label = _("Messages") if last.refusal else _label(thread, speakers)
    return [Notice("beside", "messaging/_beside.html", {"last": last, "form": form}, label)]


def _label(thread: Thread, speakers: Collection[Party]) -> str:
    """Whom one writes to; who speaks for both sides writes a message to nobody by name."""
    others = [side for side in _sides(thread) if side not in speakers]
    if len(others) != 1:
        return _("Write a message")
    return _("Message %(name)s") % isolated_words({"name": others[0].name})


def _sides(thread: Thread) -> list[Party]:
    if thread.booking:
        return [thread.booking.act, thread.booking.spot.show.owner]
    return [thread.session.client, thread.session.professional] if thread.session else []
