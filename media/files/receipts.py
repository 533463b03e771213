"""Looking at a file that is whole."""

import hashlib

from media.files import contents
from media.files.file_store import FileStore, Receipt


def receipt_of(store: FileStore, key: str, size: int, known: "hashlib._Hash | None" = None) -> Receipt:
    """What the file is; reads all of it where its hash is not known."""
    whole, head = known or hashlib.sha256(), b""
    for chunk in store.read(key):
        head = head or chunk[: contents.HEAD_BYTES]
        if known:
            break
        whole.update(chunk)
    return Receipt(size, whole.hexdigest(), contents.media_type(head), contents.is_program(head))
