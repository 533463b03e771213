"""Where files lie: on this machine, or in any store that speaks the S3 API. Settings choose (docs/media.md)."""

import posixpath
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, storages
from storages.backends.s3 import S3Storage

from media.files.renditions import MEDIA_TYPES

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
    return storage.url(name) if isinstance(storage, S3Storage) else ""


class OriginalsOnDisk(FileSystemStorage):
    """Outside of what a web server might be told to serve."""

    @property
    def base_location(self) -> str:
        return str(settings.MEDIA_ORIGINALS_ROOT)

    @property
    def location(self) -> str:
        return self.base_location


class S3Files(S3Storage):
    """What is shown. Each file carries the headers that our own server would give it."""

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        """Called for each file written."""
        ending = posixpath.splitext(name)[1].removeprefix(".")
        return super().get_object_parameters(name) | {
            "ContentType": MEDIA_TYPES[ending],
            "CacheControl": FOREVER,
            "ContentDisposition": disposition(name),
        }
