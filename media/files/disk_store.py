"""Files on this machine: `<root>/<two letters>/<key>`, and `<key>.json` beside one that is whole."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from media.files.file_store import CHUNK_BYTES, Gone, Receipt

RECEIPT = ".json"


class DiskStore:
    """See `FileStore`."""

    def __init__(self, root: str) -> None:
        self.root = Path(root)

    def path(self, key: str) -> Path:
        return self.root / key[:2] / key

    def _receipt_path(self, key: str) -> Path:
        return self.path(key).with_suffix(RECEIPT)

    def begin(self, key: str) -> None:
        self.path(key).parent.mkdir(parents=True, exist_ok=True)
        self.path(key).touch()

    def offset(self, key: str) -> int:
        try:
            return self.path(key).stat().st_size
        except FileNotFoundError:
            raise Gone from None

    def touched_at(self, key: str) -> float:
        try:
            return self.path(key).stat().st_mtime
        except FileNotFoundError:
            return 0.0

    def append(self, key: str, piece: BinaryIO, *, is_last: bool) -> None:
        end = self.offset(key)
        try:
            self._append(key, piece, is_last=is_last)
        except FileNotFoundError:
            raise Gone from None
        except OSError:
            os.truncate(self.path(key), end)
            raise

    def _append(self, key: str, piece: BinaryIO, *, is_last: bool) -> None:
        # Not "ab", which would make a file anew that was dropped meanwhile.
        with self.path(key).open("r+b") as file:
            file.seek(0, os.SEEK_END)
            shutil.copyfileobj(piece, file, CHUNK_BYTES)
            if is_last:
                file.flush()
                os.fsync(file.fileno())

    def complete(self, key: str) -> None:
        """The file can be read while it grows."""

    def receipt(self, key: str) -> Receipt | None:
        try:
            return Receipt.from_json(self._receipt_path(key).read_bytes())
        except FileNotFoundError:
            return None

    def write_receipt(self, key: str, receipt: Receipt) -> None:
        """Whole or not at all: it is written beside and then renamed."""
        path = self._receipt_path(key)
        beside = path.with_suffix(".new")
        with beside.open("wb") as file:
            file.write(receipt.to_json())
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)

    def read(self, key: str) -> Iterator[bytes]:
        try:
            with self.path(key).open("rb") as file:
                while chunk := file.read(CHUNK_BYTES):
                    yield chunk
        except FileNotFoundError:
            raise Gone from None

    def drop(self, key: str) -> None:
        for path in (self._receipt_path(key), self.path(key)):
            path.unlink(missing_ok=True)

    def signed_url(self, key: str, name: str, media_type: str) -> str:
        return ""

    def stored_keys(self) -> Iterator[str]:
        with contextlib.suppress(FileNotFoundError):
            for folder in sorted(self.root.iterdir()):
                yield from sorted({path.stem for path in folder.iterdir()})

    def free_share(self, reserved: int) -> float:
        self.root.mkdir(parents=True, exist_ok=True)
        disk = shutil.disk_usage(self.root)
        return (disk.free - reserved) / disk.total
