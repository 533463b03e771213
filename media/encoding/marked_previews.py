"""Work that is not accepted yet: the copies for listening, and marked ones of limited quality for the client."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from media.encoding.limits import PREVIEW_SECONDS_MAX
from media.encoding.previews import COPIES
from media.encoding.recordings import aac, opus, write_copies

MARKED = (aac(96_000, is_marked=True), opus(64_000, is_marked=True))


def render(source: Path, folder: Path, say: Callable[[int], None]) -> dict[str, Any]:
    """Write the recording into the folder in every format, with and without marks. Raises `Refused`."""
    return write_copies(source, folder, say, copies=(*COPIES, *MARKED), seconds_max=PREVIEW_SECONDS_MAX)
