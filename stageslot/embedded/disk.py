"""Room on the disk, asked for before something long begins and again when something failed."""

import shutil
from pathlib import Path

from stageslot.embedded.errors import DiskFull

MB_OF_A_FULL_DISK = 20


def require_room(folder: Path, megabytes: int = MB_OF_A_FULL_DISK) -> None:
    """Raise DiskFull unless `megabytes` are free there; the default tells whether a failure came from a full disk."""
    free = shutil.disk_usage(folder).free // 2**20
    if free < megabytes:
        raise DiskFull(folder, free, megabytes)
