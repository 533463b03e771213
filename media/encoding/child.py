"""The program of the child process for `pictures`, `sounds` or `documents`.

It stands in a folder that holds `original`, and writes what it makes into the same folder.
"""

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from media.encoding.limits import MEGABYTE
from web.sandbox.child import Program
from web.sandbox.limits import Limits

LIMITS = Limits(
    memory_bytes=1024 * MEGABYTE,
    cpu_seconds=180,
    wall_seconds=600,
    file_bytes=80 * MEGABYTE,
    answer_bytes=4 * MEGABYTE,
)
KINDS = ("pictures", "sounds", "documents")


def prepare(kind: str) -> Program:
    """Load what reads this kind of file."""
    if kind not in KINDS:
        raise ValueError(f"There is no module for {kind}.")
    render = importlib.import_module(f"media.encoding.{kind}").render

    def run(_source: object, progress: Callable[[int], None]) -> dict[str, Any]:
        return render(Path("original").absolute(), Path.cwd(), progress)

    return run
