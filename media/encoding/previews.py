"""Files of a session that can be heard: copies for listening, beside an original that is kept as it came."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from media.encoding.limits import PREVIEW_SECONDS_MAX
from media.encoding.recordings import aac, opus, write_copies

COPIES = (aac(160_000), opus(96_000))


def render(source: Path, folder: Path, say: Callable[[int], None]) -> dict[str, Any]:
    """Write the recording into the folder in every format. Raises `Refused`."""
    return write_copies(source, folder, say, copies=COPIES, seconds_max=PREVIEW_SECONDS_MAX)
