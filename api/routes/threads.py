"""Messages: threads, their messages, and how far the caller has read."""

import uuid

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from ninja import Router, Status

from accounts.models import Party
from api.protocol.answering import Made, fresh, once
from api.protocol.auth import somebody
from api.protocol.declared import NOTHING, answers
from api.protocol.paging import page_of
from api.shapes.basics import DEFAULT_LIMIT, Cursor, Limit, Page
from api.shapes.messages import MessageOut, ReadIn, TextIn, ThreadOut, WriteIn
from media.actions import take_in_begun
from messaging.access import get_own_message_for, get_thread_for, speakers_of, thread_view, thread_views
from messaging.actions import delete_message, edit_message, mark_read, send_message
from messaging.models import Message, Thread
from messaging.pages.lists import threads_of
from messaging.queries import messages_before
from messaging.states import About
from web.identifiers import parse_uuid
from web.users import SignedInRequest

router = Router(tags=["messages"], auth=somebody)


@router.get("/threads", response=answers(Page[ThreadOut]))
@fresh
def thread_list(
    request: SignedInRequest, unread: bool | None = None, cursor: Cursor | None = None, limit: Limit = DEFAULT_LIMIT
):
    """The threads that you may read and that have messages, newest first. `unread` filters by whether something is
    unread."""
    threads = threads_of(request.user, is_unread=unread).with_subject()
    shown, following = page_of(threads, by="last_message_at", cursor=cursor, limit=limit, is_descending=True)
    views = thread_views(request.user, list(shown))
    return Page[ThreadOut](items=[ThreadOut.of(view) for view in views], next=following)


@router.get("/threads/{uuid:thread_id}", response=answers(ThreadOut))
@fresh
def thread_show(request: SignedInRequest, thread_id: uuid.UUID):
    """A thread. That of a booking, a show or a band has its id, also before anyone has written."""
    return _told(request, thread_id)


@router.get("/threads/{uuid:thread_id}/messages", response=answers(Page[MessageOut]))
@fresh
def message_list(
    request: SignedInRequest,
    thread_id: uuid.UUID,
    before: uuid.UUID | None = None,
    cursor: Cursor | None = None,
    limit: Limit = DEFAULT_LIMIT,
):
    """The messages of a thread, newest first; with `before`, only those older than the message with this id."""
    thread = get_thread_for(request.user, thread_id)
    field, place = ("cursor", parse_uuid(cursor)) if cursor else ("before", before)
    number = _numbered(thread, place, field).number if place or cursor else None
    found = messages_before(thread, number, limit=limit + 1)
    following = str(found[limit - 1].pk) if len(found) > limit else None
    return Page[MessageOut](items=[MessageOut.of(message) for message in found[:limit]], next=following)


@router.post("/threads/{uuid:thread_id}/messages", response=answers(MessageOut, status=201))
def message_send(request: SignedInRequest, thread_id: uuid.UUID, payload: WriteIn):
    """Write a message; everyone who may read the thread hears of it. What others wrote stays unread until you say
    otherwise with `/read`."""
    # Asked each time: whoever reads the thread no more gets no answer from before, either.
    thread = get_thread_for(request.user, thread_id)
    take_in_begun(acting_user=request.user, files=payload.attachments)
    return _sent(request, thread, payload)


@once
def _sent(request: SignedInRequest, thread: Thread, payload: WriteIn) -> Made:
    message = send_message(
        acting_user=request.user,
        thread=thread,
        text=payload.text,
        party=_speaker(request, thread, payload.speaker),
        files=payload.attachments,
        reply_to=payload.reply_to,
        seen=0,  # a program may answer what nobody has looked at
    )
    return Made(MessageOut.of(message))


@router.patch("/threads/{uuid:thread_id}/messages/{uuid:message_id}", response=answers(MessageOut))
def message_edit(request: SignedInRequest, thread_id: uuid.UUID, message_id: uuid.UUID, payload: TextIn):
    """Change your own message within 15 minutes."""
    message = _own_message(request, thread_id, message_id)
    return MessageOut.of(edit_message(acting_user=request.user, message=message, text=payload.text))


@router.delete("/threads/{uuid:thread_id}/messages/{uuid:message_id}", response=NOTHING)
def message_delete(request: SignedInRequest, thread_id: uuid.UUID, message_id: uuid.UUID):
    """Delete your own message and its files; its place in the thread stays."""
    message = _own_message(request, thread_id, message_id, is_deleted_too=True)
    delete_message(acting_user=request.user, message=message)
    return Status(204, None)


@router.post("/threads/{uuid:thread_id}/read", response=answers(ThreadOut))
@once
def thread_read(request: SignedInRequest, thread_id: uuid.UUID, payload: ReadIn):
    """Say how far you have read. It never goes back."""
    thread = get_thread_for(request.user, thread_id)
    until = _numbered(thread, payload.until, "until").number
    mark_read(acting_user=request.user, thread=thread, until=until)
    return _told(request, thread_id)


def _told(request: SignedInRequest, thread_id: uuid.UUID) -> ThreadOut:
    return ThreadOut.of(thread_view(request.user, get_thread_for(request.user, thread_id)))


def _numbered(thread: Thread, pk: uuid.UUID | None, field: str) -> Message:
    """The number of the message with this id in this thread. Raises ValidationError at the field."""
    message = Message.objects.filter(thread=thread, pk=pk).first() if pk else None
    if message is None:
        raise ValidationError({field: [_("This thread doesn’t have that message.")]})
    return message


def _speaker(request: SignedInRequest, thread: Thread, slug: str | None) -> Party | None:
    """The party that the caller writes for; in a band's own thread everyone writes as themselves. Raises
    ValidationError at `as`."""
    if slug is None or (thread.kind == About.BAND and thread.party and thread.party.slug == slug):
        return None
    speakers = {party.slug: party for party in speakers_of(request.user, thread)}
    if slug not in speakers:
        raise ValidationError({"as": [_("You can’t write here under this name.")]})
    return speakers[slug]


def _own_message(request: SignedInRequest, thread_id: uuid.UUID, pk: uuid.UUID, *, is_deleted_too: bool = False):
    """What the caller wrote in this thread. Raises Http404, PermissionDenied."""
    thread = get_thread_for(request.user, thread_id)
    return get_own_message_for(request.user, pk, thread=thread, is_deleted_too=is_deleted_too)
