"""Pictures, sounds and documents for tests: really encoded, once a run, and copied wherever they are wanted.

`make_picture()` and its sisters give rows that are ready, with their files in the store of the present settings; the
`..._file()` functions give uploads.
"""

import functools
import io
import math
import struct
import wave

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter

from media.actions.preparing import stored
from media.encoding.asking import rendered
from media.models import Document, Picture, Sound
from media.states import State


def picture_bytes(width: int = 800, height: int = 600, kind: str = "JPEG", mode: str = "RGB", **options) -> bytes:
    """A picture whose halves differ, so that one sees how it is turned."""
    picture = Image.new(mode, (width, height), 0)
    if mode == "RGB":
        picture.paste((230, 120, 20), (0, 0, width // 2, height))
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def picture_file(**options) -> SimpleUploadedFile:
    return SimpleUploadedFile("pier.jpg", picture_bytes(**options), content_type="image/jpeg")


def sound_bytes(seconds: float = 2.0, rate: int = 22_050) -> bytes:
    """A WAV that grows louder."""
    count = int(seconds * rate)
    samples = (int(30_000 * step / count * math.sin(step / 8)) for step in range(count))
    file = io.BytesIO()
    with wave.open(file, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(rate)
        recording.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return file.getvalue()


def sound_file(**options) -> SimpleUploadedFile:
    return SimpleUploadedFile("demo.wav", sound_bytes(**options), content_type="audio/wav")


def document_bytes(pages: int = 1, change=lambda writer: None) -> bytes:
    """A PDF of empty pages, changed by a function that is given its pypdf writer."""
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(width=595, height=842)
    change(writer)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def document_file(**options) -> SimpleUploadedFile:
    return SimpleUploadedFile("rider.pdf", document_bytes(**options), content_type="application/pdf")


def make_picture(width: int = 800, height: int = 600, **fields) -> Picture:
    """A picture that is ready, in all widths and formats."""
    return _ready(Picture(**{"alt": "On a pier"} | fields), picture_bytes, width, height)


def make_sound(seconds: float = 2.0, **fields) -> Sound:
    """A recording that is ready."""
    return _ready(Sound(**{"title": "Undertow"} | fields), sound_bytes, seconds)


def make_document(pages: int = 1, **fields) -> Document:
    """A document that is ready."""
    return _ready(Document(**{"name": "Technical rider"} | fields), document_bytes, pages)


def _ready(kept, make, *how):
    result, contents = _encoded(kept.folder, make, *how)
    files = []
    for made in result["files"]:
        files.append(stored(kept, ContentFile(contents[made["file"]]), made).stored)
    for name, value in result.items():
        setattr(kept, name, value)
    kept.files, kept.state, kept.percent = files, State.READY, 100
    kept.save(force_insert=True)
    return kept


@functools.cache
def _encoded(kind: str, make, *how) -> tuple[dict, dict[str, bytes]]:
    with rendered(kind, io.BytesIO(make(*how))) as (folder, result):
        return result, {made["file"]: (folder / made["file"]).read_bytes() for made in result["files"]}


def lying_files(folder: str) -> list[str]:
    """The files below a folder of the store, by name."""
    names = []
    for inner in default_storage.listdir(folder)[0] if default_storage.exists(folder) else []:
        names += [f"{folder}/{inner}/{name}" for name in default_storage.listdir(f"{folder}/{inner}")[1]]
    return sorted(names)
