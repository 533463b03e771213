"""Writing messages."""

import datetime as dt
import uuid
from collections.abc import Collection
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import Party, User
from media.actions import drop_file, take_free_files
from media.models import File
from messaging.access import people_of, speakers_of
from messaging.actions.locking import lock_thread
from messaging.actions.mailboxes import tell_mailboxes
from messaging.actions.pace import require_pace
from messaging.errors import KeyUsed
from messaging.models import TEXT_MAX, Attachment, Message, Seat, Thread
from web.texts import clean_text

ATTACHMENTS_MAX = 10


@transaction.atomic
def send_message(
    *, acting_user: User, thread: Thread, text: str, party: Party | None = None, files: Collection[UUID] = (),
    reply_to: UUID | None = None, night: dt.date | None = None, key: UUID | None = None, seen: int | None = None,
) -> Message:  # fmt: skip
    """Write a message for a party of the thread: by default the first that the user may speak for.

    The same `key` again returns the message that it made, or raises KeyUsed if this one says something else. `files`
    are ids of files that this person has uploaded and that no message has yet, taken in before (`take_in_begun`);
    `night` is the one that an enquiry asks about; `seen` is the number of the last message that the user was shown
    while they wrote, by default the newest. Raises ValidationError at `text`, `attachments` or `reply_to`; Http404,
    PermissionDenied, NotApproved or NothingWritten for users who may not write, TooFast.
    """
    key = key or uuid.uuid4()
    locked = lock_thread(acting_user, thread)
    if sent := Message.objects.filter(thread=locked, author=acting_user, key=key).first():
        _require_repetition(sent, text=text, party=party, files=files, reply_to=reply_to, night=night)
        return sent
    require_pace(acting_user)
    message = Message(
        thread=locked,
        number=locked.last_number + 1,
        author=acting_user,
        party=_speaker(acting_user, locked, party),
        text=clean_text("text", text, longest=TEXT_MAX, required=not files),
        reply_to=_answered(locked, reply_to),
        night=night,
        key=key,
    )
    message.save(force_insert=True)
    _attach(acting_user, message, files)
    Thread.objects.filter(pk=locked.pk).update(last_number=message.number, last_message_at=message.sent_at)
    _seat_everybody(locked, message, seen)
    return message


def _require_repetition(
    sent: Message, *, text: str, party: Party | None, files: Collection[UUID], reply_to: UUID | None,
    night: dt.date | None,
) -> None:  # fmt: skip
    """Raise KeyUsed unless this is what the message said when it was sent. Nobody knows that of a deleted one."""
    first = sent.versions.first() or sent
    is_same = not sent.deleted_at and (first.text, sent.reply_to_id, sent.night) == (
        clean_text("text", text, longest=TEXT_MAX, required=False),
        reply_to,
        night,
    )
    is_same = is_same and party in (None, sent.party)
    if not is_same or set(sent.attachments.values_list("file", flat=True)) != set(files):
        raise KeyUsed


def _speaker(user: User, thread: Thread, party: Party | None) -> Party | None:
    speakers = speakers_of(user, thread)
    if party is None:
        return speakers[0] if speakers else None
    if party not in speakers:
        raise PermissionDenied
    return party


def _answered(thread: Thread, reply_to: UUID | None) -> Message | None:
    if reply_to is None:
        return None
    found = Message.objects.answerable(thread, reply_to).first()
    if found is None:
        raise ValidationError({"reply_to": [_("The message you’re replying to has gone.")]})
    return found


def _attach(user: User, message: Message, files: Collection[UUID]) -> None:
    for file in take_free_files(acting_user=user, files=files, field="attachments", most=ATTACHMENTS_MAX):
        Attachment.objects.create(message=message, file=file)


def drop_unsent(files: Collection[UUID]) -> None:
    """Delete those of these files that came with a message that was not written."""
    for file in File.objects.filter(pk__in=files).unused():
        drop_file(file=file)


def _seat_everybody(thread: Thread, message: Message, seen: int | None) -> None:
    """Everybody has a seat from now on; whoever has put the thread away sees it again, unless they muted it. The author
    has read the thread up to their own message, unless one before it was not shown to them."""
    people = people_of(thread)
    Seat.objects.bulk_create([Seat(thread=thread, user=person) for person in people], ignore_conflicts=True)
    seats = Seat.objects.filter(thread=thread)
    seats.filter(is_archived=True, is_muted=False).update(is_archived=False)
    own, before = seats.filter(user=message.author), message.number - 1
    if seen is not None and seen < before:
        own = own.filter(read_number__gte=before)
    own.update(read_number=message.number, read_at=now())
    tell_mailboxes(people)
