"""Hands a file to the child process and takes what it made of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from media.encoding.refusals import Refused

if TYPE_CHECKING:
    from _typeshed import SupportsRead

ROOT = Path(__file__).resolve().parents[2]
WALL_SECONDS = 600
"""On a machine with much to do, the processor time that the child is allowed takes longer by the clock."""


@contextmanager
def rendered(
    kind: str, original: SupportsRead[bytes], progress: Callable[[int], None] = lambda _percent: None
) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The folder with what was made, and what the child says of it; the folder goes afterwards. Raises `Refused`."""
    with tempfile.TemporaryDirectory(prefix="stageslot-media-") as name:
        folder = Path(name)
        with (folder / "original").open("wb") as copy:
            shutil.copyfileobj(original, copy)
        yield folder, _ask(kind, folder, progress)


def command(kind: str) -> list[str]:
    """`-P`: nothing is imported from the folder that a stranger's file lies in."""
    return [sys.executable, "-P", "-m", "media.encoding.child", kind]


def _ask(kind: str, folder: Path, progress: Callable[[int], None]) -> dict[str, Any]:
    """It gets nothing of our environment, which holds secrets, and is ended by the clock."""
    environment = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    with subprocess.Popen(
        command(kind),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=environment | {"PYTHONPATH": str(ROOT)},
    ) as child:
        clock = threading.Timer(WALL_SECONDS, child.kill)
        clock.start()
        try:
            return _listened(child, progress)
        finally:
            clock.cancel()
            child.kill()


def _listened(child: subprocess.Popen[bytes], progress: Callable[[int], None]) -> dict[str, Any]:
    for line in child.stdout or ():
        if not line.endswith(b"\n"):
            break  # it was ended amidst a word
        said = json.loads(line)
        if refused := said.get("refused"):
            raise Refused(refused)
        if "result" in said:
            return said["result"]
        progress(said["progress"])
    # Ended by a limit: by the clock, by SIGXCPU, by lack of memory, or by what a decoder did.
    raise Refused("too_much_work")
