"""Threads and messages."""

import datetime as dt
from typing import Annotated, Literal, Self

from django.conf import settings
from django.urls import reverse
from ninja import Schema
from pydantic import Field

from api.shapes.basics import Id, Slug, Text
from messaging.access import Participant, ThreadView
from messaging.models import Attachment, Message, Thread
from messaging.states import About


class AboutOut(Schema):
    """What a thread is about. `id` is that of the booking, show or enquiry, or the slug of the band."""

    kind: Literal["booking", "session", "show", "band", "enquiry"]
    id: str

    @classmethod
    def of(cls, thread: Thread) -> Self:
        is_band = thread.kind == About.BAND
        pk = thread.party.slug if is_band and thread.party else str(thread.pk)
        return cls(kind=thread.kind, id=pk)  # type: ignore[arg-type]  # pydantic compares it with the literal


class ParticipantOut(Schema):
    """Someone in a thread. In an enquiry only those of your own side, and of the other those who have written: before
    that it stands under the name of the party."""

    party: str = Field(description="Slug of the party that they belong to, or play for")
    name: str
    read_until: Id | None = Field(description="The last message they have read, if you both show it; your own always")

    @classmethod
    def of(cls, participant: Participant) -> Self:
        return cls(party=participant.party.slug, name=participant.name, read_until=participant.read_until)


class ThreadOut(Schema):
    """A thread of a booking, a show or a band has an address before anyone has written: then `last_message_at` is
    null. `unread` counts messages."""

    id: Id
    about: AboutOut
    unread: int
    last_message_at: dt.datetime | None
    participants: list[ParticipantOut]

    @classmethod
    def of(cls, view: ThreadView) -> Self:
        return cls(
            id=view.thread.pk,
            about=AboutOut.of(view.thread),
            unread=view.unread,
            last_message_at=view.last_message_at,
            participants=[ParticipantOut.of(each) for each in view.participants],
        )


class AttachmentOut(Schema):
    """An attached file, bit for bit. `url` works for everyone who may read the message."""

    id: Id
    name: str
    bytes: int
    sha256: str
    url: str

    @classmethod
    def of(cls, attachment: Attachment) -> Self:
        file = attachment.file
        url = settings.SITE_URL + reverse("api:file_download", args=[file.pk])
        return cls(id=file.pk, name=file.name, bytes=file.bytes, sha256=file.sha256, url=url)


class MessageOut(Schema):
    """`author` is a user, null where nobody is left; `party` the slug of whom they write for, null for themselves. A
    message that was taken back has `deleted_at` and says nothing."""

    id: Id
    author: Id | None
    author_name: str
    party: str | None
    text: str
    attachments: list[AttachmentOut]
    reply_to: Id | None
    sent_at: dt.datetime
    edited_at: dt.datetime | None
    deleted_at: dt.datetime | None

    @classmethod
    def of(cls, message: Message) -> Self:
        return cls(
            id=message.pk,
            author=message.author_id,
            author_name=message.author.display_name if message.author else "",
            party=message.party.slug if message.party else None,
            text=message.text,
            attachments=[AttachmentOut.of(each) for each in message.attachments.all()],
            reply_to=message.reply_to_id,
            sent_at=message.sent_at,
            edited_at=message.edited_at,
            deleted_at=message.deleted_at,
        )


class TextIn(Schema):
    text: Text


class WriteIn(Schema):
    """A text, files, or both. `as` is the slug of the party you write for, unless said the first that you may write
    for; `attachments` are ids of uploads that have come whole, and that no message has yet."""

    text: Text = ""
    speaker: Slug | None = Field(default=None, alias="as")
    attachments: Annotated[list[Id], Field(max_length=100)] = []
    reply_to: Id | None = None


class ReadIn(Schema):
    """The last message that you have read."""

    until: Id
