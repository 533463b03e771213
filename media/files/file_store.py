"""Where files lie that people send each other, bit for bit: on this machine or in an S3 store (docs/files.md).

The page server begins and drops files; the server of files writes and reads them. Neither needs a database here: what a
store tells of a file is all there is to know of an upload on its way.
"""

import errno
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import BinaryIO, Protocol, Self

PIECE_BYTES = 8 * 1024 * 1024
CHUNK_BYTES = 256 * 1024


class Gone(Exception):
    """There is no such upload: it never began, has expired or was dropped."""


def is_no_room(error: OSError) -> bool:
    """Whether the disk, or our share of it, is full."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True)
class Receipt:
    """What is known of a file once all of it is there: its size in bytes, SHA-256 in hex, its type by its content, and
    whether it is a program, which nobody may have. `is_given_up` instead of all that: its sender has ended the upload
    and nothing of it is kept."""

    size: int
    sha256: str
    media_type: str
    is_program: bool = False
    is_given_up: bool = False

    def to_json(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_json(cls, content: bytes) -> Self:
        return cls(**json.loads(content))


class FileStore(Protocol):
    """One store. A `key` is the hex of a UUID. All methods block, and may be called from any thread."""

    def begin(self, key: str) -> None:
        """Make room for an upload of which nothing has come yet."""

    def offset(self, key: str) -> int:
        """How many bytes are kept. Raises Gone."""

    def touched_at(self, key: str) -> float:
        """When something of it came last, in seconds of Unix time; 0 where that is unknown, or there is no disk."""

    def append(self, key: str, piece: BinaryIO, *, is_last: bool) -> None:
        """Append a part, whole or not at all; every part but the last may have any size. Raises Gone, or OSError when
        it does not fit (`is_no_room`)."""

    def complete(self, key: str) -> None:
        """Make a complete file readable if the last `append` was interrupted before it could."""

    def receipt(self, key: str) -> Receipt | None:
        """What was written when the file was whole; None before."""

    def write_receipt(self, key: str, receipt: Receipt) -> None: ...

    def read(self, key: str) -> Iterator[bytes]:
        """The whole file in chunks. Raises Gone."""

    def drop(self, key: str) -> None:
        """Delete whatever there is of it; nothing where there is nothing."""

    def signed_url(self, key: str, name: str, media_type: str) -> str:
        """An address of the store itself that gives the file as an attachment for a minute; empty where we serve it."""

    def stored_keys(self) -> Iterator[str]:
        """Of everything that lies there, whole or not."""

    def free_share(self, reserved: int) -> float:
        """The share of the disk that is free once `reserved` more bytes are written; 1 where there is no disk."""
