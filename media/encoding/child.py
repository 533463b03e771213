"""The program of the child process: one of `KINDS`, a module of this package.

It stands in a folder that holds `original`, and writes what it makes into the same folder.
"""

import importlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from media.encoding.limits import MEGABYTE
from web.sandbox.child import Program
from web.sandbox.limits import Limits

_LIMITS = Limits(
    memory_bytes=1024 * MEGABYTE,
    cpu_seconds=180,
    wall_seconds=600,
    file_bytes=80 * MEGABYTE,
    answer_bytes=4 * MEGABYTE,
)
_LIMITS_OF_PREVIEWS = replace(_LIMITS, cpu_seconds=900, wall_seconds=2400, file_bytes=200 * MEGABYTE)
KINDS = {
    "pictures": _LIMITS,
    "sounds": _LIMITS,
    "documents": _LIMITS,
    "previews": _LIMITS_OF_PREVIEWS,
    "marked_previews": _LIMITS_OF_PREVIEWS,
}
"""Each with what it may take."""


def prepare(kind: str) -> Program:
    """Load what reads this kind of file."""
    if kind not in KINDS:
        raise ValueError(f"There is no module for {kind}.")
    render = importlib.import_module(f"media.encoding.{kind}").render

    def run(_source: object, progress: Callable[[int], None]) -> dict[str, Any]:
        return render(Path("original").absolute(), Path.cwd(), progress)

    return run
