"""Hands a file to the child process and takes what it made of it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from media.encoding.child import KINDS
from web.sandbox.errors import Failed, Refused
from web.sandbox.parent import run_child

if TYPE_CHECKING:
    from _typeshed import SupportsRead


@contextmanager
def rendered(
    kind: str, original: SupportsRead[bytes], progress: Callable[[int], None] = lambda _percent: None
) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The folder with what was made, and what the child says of it; the folder goes afterwards.

    Raises `Refused` with a code of `media.encoding.reasons`.
    """
    with tempfile.TemporaryDirectory(prefix="stageslot-media-") as name:
        folder = Path(name)
        with (folder / "original").open("wb") as copy:
            shutil.copyfileobj(original, copy)
        yield folder, _ask(kind, folder, progress)


def _ask(kind: str, folder: Path, progress: Callable[[int], None]) -> dict[str, Any]:
    try:
        return run_child("media.encoding.child", kind, limits=KINDS[kind], folder=folder, progress=progress)
    except Failed as failed:
        raise Refused("damaged" if failed.cause == "error" else "too_much_work") from failed
