"""Where the files of a site lie."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

Progress = Callable[[str], None]
"""Takes one line about what is being done."""


@dataclass(frozen=True)
class Store:
    """The files of one kind. `folder` is None where they lie in S3."""

    name: str
    folder: Path | None


def stores() -> list[Store]:
    """What is shown, what was uploaded for it, and what people send each other."""
    is_media_here = settings.STORAGES["default"]["BACKEND"].endswith("FileSystemStorage")
    return [
        Store("media", Path(settings.MEDIA_ROOT) if is_media_here else None),
        Store("originals", Path(settings.MEDIA_ORIGINALS_ROOT) if is_media_here else None),
        Store("files", None if settings.FILES_S3 else Path(settings.FILES_ROOT)),
    ]
