"""Pictures and sounds in an S3 store. Loaded only where settings choose one: the site takes 10 MB more with boto3."""

import posixpath
from typing import Any

from storages.backends.s3 import S3Storage

from media.files.renditions import MEDIA_TYPES
from media.files.storages import FOREVER, disposition


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
