"""Taking an upload: a first look now, the work on it by the worker."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from celery import current_app
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from media.encoding.kinds import look_at_document, look_at_sound
from media.encoding.limits import PREVIEW_BYTES_MAX
from media.encoding.pictures import look
from media.encoding.reasons import reason_text, too_large
from media.files.storages import originals
from media.models import ALT_MAX, CREDIT_MAX, NAME_MAX, Document, Kept, Picture, Preview, Sound
from media.models import File as SentFile
from web.sandbox.errors import Refused
from web.texts import clean_line
from web.users import User

PREPARING = "media.tasks.prepare"
RECORDINGS = frozenset({"audio/x-wav", "audio/mpeg", "audio/ogg", "audio/x-flac", "audio/mp4", "video/mp4"})
"""Types of files that were sent (`media.files.contents`), of which previews are made."""
AnyKept = TypeVar("AnyKept", bound=Kept)


def keep_picture(
    *, acting_user: User, file: File, alt: str, credit: str = "", focus: tuple[int, int] = (50, 50)
) -> Picture:
    """Take a picture: a JPEG, PNG, WebP or AVIF. It is waiting until the worker has drawn it anew.

    Raises ValidationError at `file`, `alt`, `credit` or `focus`. Must be called inside the owner's transaction.
    """
    picture = Picture(alt=clean_line("alt", alt, longest=ALT_MAX, required=True), made_by=acting_user)
    picture.credit = clean_line("credit", credit, longest=CREDIT_MAX)
    picture.focus_x, picture.focus_y = clean_focus(focus)
    _check_bytes(file, settings.PHOTO_BYTES_MAX)
    _first_look(look, file)
    return _kept(picture, file)


def keep_sound(*, acting_user: User, file: File, title: str) -> Sound:
    """Take a recording: WAV, MP3, FLAC, Ogg or M4A. Raises ValidationError at `file` or `title`."""
    sound = Sound(title=clean_line("title", title, longest=NAME_MAX, required=True), made_by=acting_user)
    _check_bytes(file, settings.SOUND_BYTES_MAX)
    _first_look(look_at_sound, file)
    return _kept(sound, file)


def keep_document(*, acting_user: User, file: File, name: str) -> Document:
    """Take a PDF. Raises ValidationError at `file` or `name`."""
    document = Document(name=clean_line("name", name, longest=NAME_MAX, required=True), made_by=acting_user)
    _check_bytes(file, settings.DOCUMENT_BYTES_MAX)
    _first_look(look_at_document, file)
    return _kept(document, file)


def keep_preview(*, acting_user: User, file: SentFile, is_marked: bool) -> Preview | None:
    """Have copies for listening made of a file that was sent; with `is_marked` also marked ones of limited quality.
    None for a file that is no recording, or too large. Must be called inside the owner's transaction."""
    if file.bytes > PREVIEW_BYTES_MAX or not is_recording(file):
        return None
    preview = Preview.objects.create(file=file, is_marked=is_marked, made_by=acting_user)
    enqueue(preview)
    return preview


def is_recording(file: SentFile) -> bool:
    """Whether a file that was sent is one of the recordings that we can read, by its content."""
    return file.media_type in RECORDINGS


def clean_focus(focus: tuple[int, int]) -> tuple[int, int]:
    """A point in hundredths from the left and from the top. Raises ValidationError at `focus`."""
    if not all(0 <= each <= 100 for each in focus):
        raise ValidationError({"focus": [_("Choose a point inside the picture: from 0 to 100.")]})
    return focus


def enqueue(kept: Kept) -> None:
    """Have the worker prepare it, once this is certain. Where the broker is down, the sweep finds it."""
    arguments = [kept.folder, str(kept.pk)]
    transaction.on_commit(partial(current_app.send_task, PREPARING, arguments, retry=False), robust=True)


def _check_bytes(file: File, most: int) -> None:
    if not file.size:
        raise ValidationError({"file": [reason_text("empty")]})
    if file.size > most:
        raise ValidationError({"file": [too_large(most)]})


def _first_look(at: Callable[..., object], file: File) -> None:
    """What is no such file at all is refused at once, at its field."""
    try:
        file.seek(0)
        at(file)
    except Refused as refused:
        raise ValidationError({"file": [reason_text(refused.code)]}) from refused


def _kept(kept: AnyKept, file: File) -> AnyKept:
    file.seek(0)
    kept.original = originals().save(f"{kept.folder}/{kept.pk.hex}", File(file))
    try:
        kept.save(force_insert=True)
    except BaseException:
        originals().delete(kept.original)
        raise
    enqueue(kept)
    return kept
