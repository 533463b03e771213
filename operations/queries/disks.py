"""Room on the disks that the site writes to."""

import shutil
from pathlib import Path

from django.conf import settings

MEGABYTE = 2**20


def is_disk_full() -> bool:
    """Whether less than `DISK_FREE_MB` is free where the site keeps its data, media or files. Never where that is 0."""
    folders = {settings.VAR_DIR, settings.MEDIA_ROOT, settings.MEDIA_ORIGINALS_ROOT, settings.FILES_ROOT}
    return any(_free_megabytes(Path(folder)) < settings.DISK_FREE_MB for folder in folders)


def _free_megabytes(folder: Path) -> float:
    """On the disk of this folder, or where it would be made."""
    existing = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    return shutil.disk_usage(existing).free / MEGABYTE
