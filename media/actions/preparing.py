"""What the worker does with an upload."""

from __future__ import annotations

import hashlib
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.utils.text import slugify
from django.utils.timezone import now

from media.actions.dropping import delete_files
from media.actions.leasing import mine, renewed
from media.encoding.asking import rendered
from media.files.file_store import Gone
from media.files.renditions import Rendition
from media.files.storages import originals
from media.files.store import opened
from media.hooks import file_prepared
from media.models import KINDS, Document, Kept, Preview
from media.states import State
from web.sandbox.errors import Refused

if TYPE_CHECKING:
    from _typeshed import SupportsRead

ATTEMPTS_MAX = 3
HASH_LETTERS = 16


def prepare(*, kind: str, pk: UUID) -> None:
    """Make of an upload what is shown, or refuse it with a reason. Doing it twice is harmless.

    No transaction is open while the child process works. A worker renews its lease while it works; one that dies leaves
    the row waiting, and another one takes it up after the lease; what kills three workers is refused.
    """
    kept = _take(KINDS[kind], pk)
    if kept is None:
        return
    if kept.attempts > ATTEMPTS_MAX:
        _finish(kept, state=State.REFUSED, reason="too_much_work")
        return
    try:
        with (
            renewed(kept),
            _source(kept) as original,
            rendered(kept.program, original, lambda part: _tell(kept, part)) as (folder, result),
        ):
            fields = {name: value for name, value in result.items() if name != "files"}
            made = [_moved(kept, folder, file) for file in result["files"]]
    except Refused as refused:
        _finish(kept, state=State.REFUSED, reason=refused.code)
    except (FileNotFoundError, Gone):
        _finish(kept, state=State.REFUSED, reason="failed", files=[])
    except Exception:
        # A store or a disk that fails is no fault of the file: the sweep tries again, as often as it takes.
        mine(kept).update(taken_at=None, attempts=F("attempts") - 1)
        raise
    else:
        files = [rendition.stored for rendition in made]
        _finish(kept, state=State.READY, reason="", files=files, **fields)


def _take(model: type[Kept], pk: UUID) -> Kept | None:
    """Mark it as being worked on, unless somebody does or nothing is to be done."""
    at = now()
    taken = model.objects.due(at).filter(pk=pk).update(taken_at=at, percent=0, attempts=F("attempts") + 1)
    return model.objects.get(pk=pk) if taken else None


def _source(kept: Kept) -> AbstractContextManager[SupportsRead[bytes]]:
    """What was uploaded; of what is drawn anew, the widest of what there is."""
    if isinstance(kept, Preview):
        return opened(kept.file.key)
    if kept.original:
        return originals().open(kept.original)
    widest = max(kept.renditions, key=lambda rendition: (rendition.width, rendition.format == "jpeg"))
    return default_storage.open(widest.name)


def _tell(kept: Kept, percent: int) -> None:
    """While the lease is being renewed this may be said in vain: the next time it is not."""
    mine(kept).update(percent=percent)


def _moved(kept: Kept, folder: Path, made: dict[str, Any]) -> Rendition:
    with (folder / made["file"]).open("rb") as content:
        return stored(kept, File(content), made)


def stored(kept: Kept, content: File, made: dict[str, Any]) -> Rendition:
    """Move a file into the store, under a name that holds its hash: it may be cached for ever."""
    digest = hashlib.sha256()
    for chunk in content.chunks():
        digest.update(chunk)
    stem, letters = _stem(kept, made), digest.hexdigest()[:HASH_LETTERS]
    name = f"{kept.folder}/{kept.pk.hex}/{stem}-{letters}.{made['format']}"
    if not default_storage.exists(name):
        name = default_storage.save(name, content)
    width, height = made.get("width", 0), made.get("height", 0)
    return Rendition(made["format"], name, content.size, width, height, made.get("is_marked", False))


def _stem(kept: Kept, made: dict[str, Any]) -> str:
    """The first part of a file's name: the width of a picture, and what a document is called when it is kept."""
    if isinstance(kept, Document):
        return slugify(kept.name)[:60].strip("-_") or "document"
    return str(made.get("width") or ("marked" if made.get("is_marked") else "sound"))


def _finish(kept: Kept, **fields: Any) -> None:
    """Write the outcome, and delete what is no longer needed. Does nothing when somebody else was quicker."""
    old_names = {rendition.name for rendition in kept.renditions}
    new_names = {file["name"] for file in fields.get("files", ())}
    with transaction.atomic():
        file_prepared(kept)
        done = mine(kept).update(percent=100, original="", taken_at=None, attempts=0, **fields)
    if done:
        delete_files(sorted(old_names - new_names) if new_names else [], kept.original)
    elif not type(kept).objects.filter(pk=kept.pk).exists():
        delete_files(sorted(new_names), kept.original)
