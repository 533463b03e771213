"""Finding what a crash left behind: work not done, rows without owner, files without row."""

import datetime as dt
from contextlib import suppress
from itertools import islice
from uuid import UUID

from celery import current_app
from django.core.files.storage import Storage, default_storage
from django.db import transaction
from django.db.models import RestrictedError
from django.utils.timezone import now

from media.actions.dropping import drop
from media.actions.files import drop_file
from media.actions.keeping import PREPARING
from media.files.storages import originals
from media.files.store import file_store
from media.models import KINDS, File, Kept
from media.states import FileState
from web.identifiers import made_at

GRACE = dt.timedelta(minutes=1)
"""The message of an upload is left so long to arrive by itself."""
OLD = dt.timedelta(days=1)
"""What is younger may belong to a transaction that is still open."""
BATCH = 200


def resume_waiting() -> int:
    """Have the worker take up what waits. One that is done already by then costs it a query."""
    at, count = now(), 0
    for kind, model in KINDS.items():
        for pk in model.objects.due(at).filter(created_at__lt=at - GRACE).values_list("pk", flat=True)[:BATCH]:
            current_app.send_task(PREPARING, [kind, str(pk)], retry=False)
            count += 1
    return count


def sweep_unused() -> int:
    """Drop what no owner points to for a day."""
    count = 0
    for model in KINDS.values():
        for kept in model.objects.unused().filter(created_at__lt=now() - OLD)[:BATCH]:
            # One that has found an owner since is theirs.
            with suppress(RestrictedError), transaction.atomic():
                drop(acting_user=None, kept=kept)
                count += 1
    return count


def sweep_files() -> int:
    """Delete files older than a day that no row names, in both stores."""
    count = 0
    for kind, model in KINDS.items():
        for folder in _listed(default_storage, kind)[0]:
            lying = {f"{kind}/{folder}/{name}" for name in _listed(default_storage, f"{kind}/{folder}")[1]}
            count += _delete_old(default_storage, lying - _named(model, folder))
        lying = {f"{kind}/{name}" for name in _listed(originals(), kind)[1]}
        waiting = set(model.objects.exclude(original="").values_list("original", flat=True))
        count += _delete_old(originals(), lying - waiting)
    return count


def sweep_files_sent() -> int:
    """Drop files that no owner points to for a day, and what lies in the store for as long without a row."""
    count = 0
    for file in File.objects.unused().filter(created_at__lt=now() - OLD).exclude(state=FileState.UPLOADING)[:BATCH]:
        with suppress(RestrictedError), transaction.atomic():
            drop_file(file=file)
            count += 1
    return count + _sweep_store()


def _sweep_store() -> int:
    """A row is written before its file is begun: a key without one belongs to nobody, or to an open transaction."""
    store, count = file_store(), 0
    keys = (key for key in store.stored_keys() if made_at(UUID(key)) < now() - OLD)
    while batch := list(islice(keys, BATCH)):
        known = File.objects.filter(pk__in=batch).values_list("pk", flat=True)
        for key in sorted(set(batch) - {pk.hex for pk in known}):
            store.drop(key)
            count += 1
    return count


def _listed(storage: Storage, path: str) -> tuple[list[str], list[str]]:
    """The folders and the files at a path; on a disk, a folder that nobody has written to does not exist."""
    try:
        return storage.listdir(path)
    except FileNotFoundError:
        return [], []


def _named(model: type[Kept], folder: str) -> set[str]:
    """The files that the row of a folder names."""
    try:
        pk = UUID(folder)
    except ValueError:
        return set()
    found = model.objects.filter(pk=pk).values_list("files", flat=True).first()
    return {file["name"] for file in found or ()}


def _delete_old(storage: Storage, names: set[str]) -> int:
    old = [name for name in sorted(names) if storage.get_modified_time(name) < now() - OLD]
    for name in old:
        storage.delete(name)
    return len(old)
