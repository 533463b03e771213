"""What people gave us: pictures, sounds and documents to show, and files to pass on."""

from media.models.files import File
from media.models.kept import (
    ALT_MAX,
    CREDIT_MAX,
    LEASE,
    NAME_MAX,
    Document,
    Kept,
    Picture,
    PicturedQuerySet,
    Sound,
)
from media.models.previews import KINDS, Preview

__all__ = [
    "ALT_MAX",
    "CREDIT_MAX",
    "KINDS",
    "LEASE",
    "NAME_MAX",
    "Document",
    "File",
    "Kept",
    "Picture",
    "PicturedQuerySet",
    "Preview",
    "Sound",
]
