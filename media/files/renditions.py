"""What is made of an upload: files that nobody but us has written, of types that no browser runs."""

from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings

MEDIA_TYPES = {
    "avif": "image/avif",
    "webp": "image/webp",
    "jpeg": "image/jpeg",
    "m4a": "audio/mp4",
    "opus": "audio/ogg",
    "pdf": "application/pdf",
}
"""Every type that is ever served, by the ending of the file. A new one must be passive: no SVG, no HTML."""


@dataclass(frozen=True)
class Rendition:
    """One file: `name` in the store ends in its format. Pictures have a width and a height, others 0. One that
    `is_marked` is heard with a tone every few seconds."""

    format: str
    name: str
    bytes: int
    width: int = 0
    height: int = 0
    is_marked: bool = False

    @property
    def url(self) -> str:
        return f"{settings.MEDIA_URL}{self.name}"

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.format]

    @property
    def stored(self) -> dict[str, Any]:
        """As a model keeps it."""
        return asdict(self)
