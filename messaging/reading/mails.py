"""A mail in the form that our actions take."""

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import getaddresses
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from messaging.reading.automatic import is_automatic
from messaging.reading.parts import attached_files
from messaging.reading.senders import has_long_headers, is_proven, raw_headers, sender_of
from messaging.reading.texts import written_text
from messaging.words.addresses import token_of

MAILS = uuid.UUID("0d9c1f4e-6f0b-5c1e-9d55-3c1b6a3f7f2a")
SUBJECT_MAX = 150
RECIPIENTS = ("delivered-to", "x-original-to", "envelope-to", "to", "cc")


@dataclass(frozen=True)
class Envelope:
    """The recipient and the sender for bounces, as the mail server passes them; None if unknown."""

    recipient: str | None = None
    sender: str | None = None
    is_spam: bool = False


@dataclass(frozen=True)
class Mail:
    """A reply of a person whose address is proven. `id` is the same however often the mail comes. `text` is None where
    there is one that cannot be read."""

    id: UUID
    sender: str
    token: UUID | None
    subject: str
    text: str | None
    files: tuple[SimpleUploadedFile, ...]


class Dropped(Exception):
    """A mail that gets no answer, and why: probably no person wrote it, or its sender is not verified."""


def read_mail(message: EmailMessage, envelope: Envelope) -> Mail:
    """What a person wrote, to which address. Raises Dropped, NotRead; a mail that is no mail may raise
    anything."""
    if has_long_headers(message):
        raise Dropped("long headers")
    sender = sender_of(message)
    if not is_proven(message, sender, settings.INBOUND_AUTHSERV_ID):
        raise Dropped("no DMARC pass")
    if envelope.is_spam or is_automatic(message, sender, envelope.sender):
        raise Dropped("spam" if envelope.is_spam else "automatic")
    token = next(filter(None, map(token_of, _recipients(message, envelope))), None)
    return Mail(
        id=_identity(message, sender, token),
        sender=sender,
        token=token,
        subject=_subject(message),
        text=written_text(message),
        files=tuple(attached_files(message)),
    )


def _subject(message: EmailMessage) -> str:
    """On one line, without what cannot be stored."""
    words = " ".join(str(message.get("Subject", "")).split())
    return "".join(filter(str.isprintable, words))[:SUBJECT_MAX]


def _recipients(message: EmailMessage, envelope: Envelope) -> Iterator[str]:
    if envelope.recipient:
        yield from (address for _name, address in getaddresses([envelope.recipient]))
    for name in RECIPIENTS:
        yield from (address for _name, address in getaddresses(raw_headers(message, name)))


def _identity(message: EmailMessage, sender: str, token: UUID | None) -> UUID:
    """An id made of the Message-ID, or of the whole mail if it has none. A mail to two threads has two ids."""
    said = str(message.get("Message-ID", "")).strip() or hashlib.sha256(message.as_bytes()).hexdigest()
    return uuid.uuid5(MAILS, f"{token} {sender} {said}")
