"""Recordings of acts and professionals, to be heard on their pages."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from media.encoding.limits import SOUND_SECONDS_MAX
from media.encoding.recordings import aac, opus, write_copies

COPIES = (aac(160_000), opus(96_000))


def render(source: Path, folder: Path, say: Callable[[int], None]) -> dict[str, Any]:
    """Write the recording into the folder in every format. Raises `Refused`."""
    return write_copies(source, folder, say, copies=COPIES, seconds_max=SOUND_SECONDS_MAX)
