"""Sending files: begun here, received by the server of files, taken in once they are whole."""

import datetime as dt
from collections.abc import Collection
from io import BytesIO
from typing import BinaryIO, cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.template.defaultfilters import filesizeformat
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from media.files.file_store import Gone, Receipt, is_no_room
from media.files.filenames import safe_name
from media.files.grants import UPLOAD_SECONDS
from media.files.receipts import receipt_of
from media.files.store import file_store
from media.models import File
from media.models.files import HELD
from media.states import FileState
from web.errors import Refusal
from web.users import User

ON_THEIR_WAY_MAX = 100
"""So many uploads one person may have begun and not finished."""
UNSENT_MAX = 500
"""So many files of one person may wait for a message. Empty ones take no room, so no other bound counts them."""
NEW_FOR = dt.timedelta(days=7)
"""How long an account counts as new."""
NEW_SHARE = 10
"""In that time only this part of the largest file may be on its way."""
QUIET_FOR = dt.timedelta(hours=1)
"""An upload of which nothing has come for so long reserves nothing on the disk."""


class NoRoom(Refusal):
    """The disk is nearly full (RFC 4918, section 11.5)."""

    status = 507
    slug = "no-room"
    title = gettext_lazy("There is no room for this file")


def begin_file(*, acting_user: User, name: str, bytes: int) -> File:
    """Reserve room for a file and get it ready to be sent. One without a byte is whole at once.

    Must not be called in a transaction, since it asks the store, which may be another machine: who is in one takes the
    three steps apart. Raises what `reserve_file` raises.
    """
    take_in_begun(acting_user=acting_user)
    return open_file(reserve_file(acting_user=acting_user, name=name, bytes=bytes))


def take_in_begun(*, acting_user: User, files: Collection[UUID] | None = None) -> None:
    """See which uploads of this person, all or those with these ids, are whole or given up. Asks the store, so it must
    not be called in a transaction."""
    begun = File.objects.filter(sent_by=acting_user, state=FileState.UPLOADING)
    for file in begun if files is None else begun.filter(pk__in=files):
        take_in(file)


def reserve_file(*, acting_user: User, name: str, bytes: int) -> File:
    """Reserve room for a file. It can be sent once `open_file` has got the store ready, after the commit.

    Raises ValidationError at `bytes` for one that is too large, alone, with all others of this person, or with those of
    theirs that are on their way; NoRoom when the disk would become too full. Must be called where the owner has said
    that this person may send it something.
    """
    if not 0 <= bytes <= settings.FILE_BYTES_MAX:
        text = _("A file may have at most %(most)s.") % {"most": filesizeformat(settings.FILE_BYTES_MAX)}
        raise ValidationError({"bytes": [text]})
    with transaction.atomic():
        # Two that begin at the same time count one after the other.
        get_user_model().objects.select_for_update(no_key=True).get(pk=acting_user.pk)
        _require_room(acting_user, bytes)
        expires_at = now() + dt.timedelta(seconds=UPLOAD_SECONDS)
        return File.objects.create(name=safe_name(name), bytes=bytes, sent_by=acting_user, expires_at=expires_at)


def open_file(file: File) -> File:
    """Get the store ready for a file that was reserved. A second time it changes nothing, so that a request which is
    repeated mends one that was cut off here. Drops the file when the store cannot be reached."""
    if not file.is_uploading:
        return file
    if not _is_open(file):
        _begin(file)
    return _received(file, BytesIO()) if file.bytes == 0 else file


def _begin(file: File) -> None:
    try:
        file_store().begin(file.key)
    except Exception:
        drop_file(file=file)
        raise


def _is_open(file: File) -> bool:
    """Whether the store knows the file, or did until its sender ended the upload."""
    try:
        file_store().offset(file.key)
    except Gone:
        return file_store().receipt(file.key) is not None
    return True


def _require_room(user: User, bytes: int) -> None:
    held = File.objects.filter(sent_by=user).bytes_held()
    if held + bytes > settings.FILES_QUOTA_BYTES:
        left = filesizeformat(max(0, settings.FILES_QUOTA_BYTES - held))
        text = _("You have %(left)s left. Delete files you’ve sent to make room.")
        raise ValidationError({"bytes": [text % {"left": left}]})
    _require_few_on_their_way(user, bytes)
    _queue_for_disk()
    if file_store().free_share(_reserved() + bytes) < settings.FILES_FREE_SHARE:
        raise _no_room()


def _queue_for_disk() -> None:
    """Until the end of the transaction nobody else reserves: what two announce at the same instant counts for both."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('room for files', 0))")


def _require_few_on_their_way(user: User, bytes: int) -> None:
    """As much as the largest file at a time, a tenth of it for new accounts: what is only announced takes no room from
    others."""
    begun = File.objects.filter(sent_by=user, state=FileState.UPLOADING)
    if begun.count() >= ON_THEIR_WAY_MAX:
        raise ValidationError({"bytes": [_("You have begun many uploads: finish these first.")]})
    if File.objects.filter(sent_by=user, state__in=HELD).unused().count() >= UNSENT_MAX:
        text = _("You have uploaded many files that are in no message yet. Send these first, or try again tomorrow.")
        raise ValidationError({"bytes": [text]})
    is_new = now() - user.date_joined < NEW_FOR
    most = settings.FILE_BYTES_MAX // (NEW_SHARE if is_new else 1)
    if begun.bytes_held() + bytes > most:
        text = _("You can upload at most %(most)s at once. Finish the other uploads first.")
        if is_new:
            text = _("In your account’s first week, you can upload at most %(most)s at once.")
        raise ValidationError({"bytes": [text % {"most": filesizeformat(most)}]})


def _reserved() -> int:
    """What uploads that go on have announced: those that were begun, or of which something came, within an hour."""
    begun, since = File.objects.filter(state=FileState.UPLOADING), now() - QUIET_FOR
    older = begun.filter(created_at__lte=since)
    going_on = sum(each.bytes for each in older if file_store().touched_at(each.key) > since.timestamp())
    return begun.filter(created_at__gt=since).bytes_held() + going_on


def _no_room() -> NoRoom:
    return NoRoom(_("The disk of this site is nearly full. Try again later, or tell its staff."))


def keep_file(*, acting_user: User, upload: UploadedFile) -> File:
    """Take a file that came with a form, whole. Raises ValidationError at `file`, or NoRoom."""
    try:
        file = begin_file(acting_user=acting_user, name=upload.name or "", bytes=upload.size or 0)
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from error
    file = _received(file, cast(BinaryIO, upload)) if file.is_uploading else file
    if file.state == FileState.REFUSED:
        raise ValidationError({"file": [_("Programs cannot be sent. Pack them into a ZIP file if you must.")]})
    return file


def _received(file: File, content: BinaryIO) -> File:
    """Raises NoRoom when the disk fills up before the whole file has arrived; then nothing of it is kept."""
    store = file_store()
    try:
        store.append(file.key, content, is_last=True)
    except OSError as error:
        if not is_no_room(error):
            raise
        drop_file(file=file)
        raise _no_room() from error
    store.write_receipt(file.key, receipt_of(store, file.key, file.bytes))
    return take_in(file)


def take_in(file: File) -> File:
    """The file as it is now: ready or refused, once the server of files has all of it."""
    if not file.is_uploading:
        return file
    receipt = file_store().receipt(file.key)
    if receipt is None:
        return file
    with transaction.atomic():
        locked = File.objects.select_for_update(no_key=True).filter(pk=file.pk).first()
        if locked and locked.is_uploading:
            _write_down(locked, receipt)
    return locked or file


def take_free_files(*, acting_user: User, files: Collection[UUID], field: str, most: int) -> list[File]:
    """The files with these ids, locked, for an owner that will point to them: what this person has uploaded, whole, and
    nobody points to yet. Raises ValidationError at `field`. Taken in before (`take_in_begun`)."""
    wanted = list(dict.fromkeys(files))
    if len(wanted) > most:
        raise ValidationError({field: [_("At most %(count)s files, please.") % {"count": most}]})
    free = _lock_free_files(acting_user, wanted)
    return [_require_whole(free.get(pk), field) for pk in wanted]


def _lock_free_files(user: User, wanted: Collection[UUID]) -> dict[UUID, File]:
    """Locked, since something else may be taking the same file; whether anybody has them is read after the lock."""
    if not wanted:
        return {}
    mine = File.objects.select_for_update(no_key=True).filter(pk__in=wanted, sent_by=user).order_by("pk")
    locked = {file.pk: file for file in mine}
    unused = set(File.objects.filter(pk__in=locked).unused().values_list("pk", flat=True))
    return {pk: file for pk, file in locked.items() if pk in unused}


def _require_whole(file: File | None, field: str) -> File:
    if file is None or file.is_given_up:
        raise ValidationError({field: [_("One of these files is not there any more. Send it again.")]})
    if file.state == FileState.REFUSED:
        raise ValidationError({field: [_("%(name)s is a program: it cannot be sent.") % {"name": file}]})
    if not file.is_ready:
        raise ValidationError({field: [_("%(name)s has not been sent whole yet.") % {"name": file}]})
    return file


def _write_down(file: File, receipt: Receipt) -> None:
    is_gone = receipt.is_program or receipt.is_given_up
    file.state = FileState.REFUSED if is_gone else FileState.READY
    file.sha256, file.media_type = receipt.sha256, receipt.media_type
    file.save(update_fields=["state", "sha256", "media_type"])
    if is_gone:
        transaction.on_commit(lambda: file_store().drop(file.key), robust=True)


def drop_file(*, file: File) -> None:
    """Delete a file and what lies in the store. Its owner has let it go."""
    key = file.key
    file.delete()
    transaction.on_commit(lambda: file_store().drop(key), robust=True)


def drop_late_files() -> int:
    """Take in what is whole, drop uploads that nobody has finished in time; returns how many went."""
    count = 0
    for file in File.objects.filter(state=FileState.UPLOADING):
        take_in(file)
    for file in File.objects.late(now()):
        with transaction.atomic():
            locked = File.objects.select_for_update(skip_locked=True).late(now()).filter(pk=file.pk).first()
            if locked:
                drop_file(file=locked)
                count += 1
    return count
