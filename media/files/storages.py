"""Where files lie: on this machine, or in any store that speaks the S3 API. Settings choose (docs/media.md)."""

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, storages

FOREVER = "public, max-age=31536000, immutable"
"""The name of a file holds a part of its hash: another content has another name."""


def originals() -> Storage:
    """What was uploaded, until it has been prepared: never served."""
    return storages["originals"]


def disposition(name: str) -> str:
    """How a browser is to take a file (RFC 6266): a document is kept, whatever else is shown in place."""
    return "attachment" if name.startswith("documents/") else "inline"


def signed_url(name: str) -> str:
    """An address of the store itself that is good for an hour; empty where we serve the files."""
    storage = storages["default"]
    return "" if isinstance(storage, FileSystemStorage) else storage.url(name)


class OriginalsOnDisk(FileSystemStorage):
    """Outside of what a web server might be told to serve."""

    @property
    def base_location(self) -> str:
        return str(settings.MEDIA_ORIGINALS_ROOT)

    @property
    def location(self) -> str:
        return self.base_location
