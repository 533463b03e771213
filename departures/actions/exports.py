"""A copy of somebody's data: asked for on a page, written by the worker, kept for a week."""

import datetime as dt
import json
import tempfile
import zipfile
from contextlib import suppress
from functools import partial
from typing import IO, Any
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.core.files import File as DjangoFile
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from departures.actions.telling import write_to
from departures.models import DataExport
from departures.queries.exports import SECTIONS, files_sent_by, pictures_by, sections_of
from departures.states import ExportState
from media.files.file_store import Gone
from media.files.filenames import safe_name
from media.files.storages import originals
from media.files.store import file_store

TASK = "departures.tasks.write_export"
FOLDER = "exports"
KEPT_FOR = dt.timedelta(days=7)
GIVEN_UP_AFTER = dt.timedelta(hours=1)
"""So long after it was asked for, a copy that is not written yet counts as lost with its worker."""
README = """This is a copy of your data from StageSlot. Each .json file is one kind of data; files/ and pictures/ hold
what you sent us. Times are UTC. It holds what is about you: not what others wrote, and no passwords or keys.
"""


@transaction.atomic
def request_export(*, acting_user: User, at: dt.datetime | None = None) -> DataExport:
    """Have a copy written. While one is being written, that one is returned; a former copy goes. Locks the user."""
    at = at or now()
    User.objects.select_for_update(no_key=True).get(pk=acting_user.pk)
    waiting = DataExport.objects.filter(user=acting_user, state=ExportState.WAITING).first()
    if waiting and waiting.created_at > at - GIVEN_UP_AFTER:
        return waiting
    for former in DataExport.objects.filter(user=acting_user):
        _drop(former)
    export = DataExport.objects.create(user=acting_user, created_at=at)
    transaction.on_commit(partial(current_app.send_task, TASK, [str(export.pk)], retry=False), robust=True)
    return export


def write_export(*, export_id: UUID) -> None:
    """Write the copy, keep it for a week and email its owner. Running it twice has no further effect. After a failure
    the owner may ask again."""
    export = DataExport.objects.select_related("user").filter(pk=export_id, state=ExportState.WAITING).first()
    if export is None:
        return
    try:
        with tempfile.TemporaryFile() as target:
            _write(export, target)
            size = target.tell()
            target.seek(0)
            name = originals().save(f"{FOLDER}/{export.pk}.zip", DjangoFile(target))
    except Exception:
        DataExport.objects.filter(pk=export.pk, state=ExportState.WAITING).update(state=ExportState.FAILED)
        raise
    done = now()
    with transaction.atomic():
        is_ready = DataExport.objects.filter(pk=export.pk, state=ExportState.WAITING).update(
            state=ExportState.READY, percent=100, file=name, bytes=size, ready_at=done, expires_at=done + KEPT_FOR
        )
        if is_ready:
            address = settings.SITE_URL + reverse("departures:export")
            write_to(export.user, "export_ready", address=address)
    if not is_ready:
        originals().delete(name)


def drop_expired_exports(at: dt.datetime) -> int:
    """Delete copies whose week is over, and those that were never finished. Returns how many went."""
    over = DataExport.objects.filter(expires_at__lte=at) | DataExport.objects.filter(
        expires_at=None, created_at__lte=at - KEPT_FOR
    )
    found = list(over)
    for export in found:
        _drop(export)
    return len(found)


@transaction.atomic
def forget_exports(*, user: User) -> None:
    """Delete the copies of somebody who leaves the site."""
    for export in DataExport.objects.filter(user=user):
        _drop(export)


def _drop(export: DataExport) -> None:
    if export.file:
        transaction.on_commit(partial(originals().delete, export.file), robust=True)
    export.delete()


def _write(export: DataExport, target: IO[bytes]) -> None:
    steps = len(SECTIONS) + 2
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", README)
        for number, (name, rows) in enumerate(sections_of(export.user), start=1):
            archive.writestr(f"{name}.json", _as_json(rows))
            _say_progress(export, min(95, 100 * number // steps))
        _add_files(archive, export.user)
        _add_pictures(archive, export.user)


def _as_json(rows: list[dict[str, Any]]) -> str:
    return json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def _say_progress(export: DataExport, percent: int) -> None:
    DataExport.objects.filter(pk=export.pk, state=ExportState.WAITING).update(percent=percent)


def _add_files(archive: zipfile.ZipFile, user: User) -> None:
    """Bit for bit; one that is gone meanwhile is left out."""
    for file in files_sent_by(user).iterator():
        with suppress(Gone), archive.open(f"files/{file.key}-{safe_name(file.name)}", "w", force_zip64=True) as entry:
            for chunk in file_store().read(file.key):
                entry.write(chunk)


def _add_pictures(archive: zipfile.ZipFile, user: User) -> None:
    """In the largest size there is."""
    for picture in pictures_by(user).iterator():
        largest = max(picture.renditions, key=lambda each: each.width)
        with suppress(FileNotFoundError), default_storage.open(largest.name) as content:
            archive.writestr(f"pictures/{picture.pk}.{largest.format}", content.read())
