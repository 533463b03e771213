"""PDFs: read strictly enough to know what is in them, and written anew without what is not to be seen.

Refused is what would make a reader do something: scripts, launching, sending forms, embedded files and films. What
goes: who wrote it and with what, thumbnails, and whatever follows the end of the document.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from media.encoding.kinds import look_at_document
from media.encoding.limits import PAGES_MAX
from web.sandbox.errors import Refused

ACTING = frozenset(
    {"/JavaScript", "/JS", "/Launch", "/SubmitForm", "/ImportData", "/RichMedia", "/EmbeddedFile", "/XFA"}
)
"""ISO 32000-2: actions (12.6.4), rich media (13.7), embedded files (7.11.4), XFA forms (annex K)."""
OBJECTS_MAX = 200_000
UNSEEN = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb")
MALFORMED = (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, OSError, AssertionError)


def render(source: Path, folder: Path, say: Callable[[int], None]) -> dict[str, Any]:
    """Write the document anew into the folder. Raises `Refused`."""
    with source.open("rb") as file:
        look_at_document(file)
        try:
            pages = _rewritten(PdfReader(file), folder / "document.pdf", say)
        except MALFORMED as error:
            raise Refused("damaged") from error
    size = (folder / "document.pdf").stat().st_size
    return {"pages": pages, "bytes": size, "files": [{"format": "pdf", "file": "document.pdf"}]}


def _rewritten(reader: PdfReader, target: Path, say: Callable[[int], None]) -> int:
    if reader.is_encrypted:
        raise Refused("locked")
    pages = len(reader.pages)
    if pages > PAGES_MAX:
        raise Refused("too_many_pages")
    if not pages:
        raise Refused("damaged")
    say(20)
    writer = PdfWriter(clone_from=reader)
    say(50)
    for found in _dictionaries(writer):
        _check(found)
        for name in UNSEEN:
            found.pop(name, None)
    writer.metadata = None
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
    writer.write(target)
    return pages


def _check(found: DictionaryObject) -> None:
    kinds = {found.get(name) for name in ("/S", "/Subtype", "/Type") if isinstance(found.get(name), str)}
    if ACTING & (kinds | found.keys()):
        raise Refused("has_program")


def _dictionaries(writer: PdfWriter) -> Iterator[DictionaryObject]:
    """Every dictionary of the document, also those that stand inside others. Bounded, and not by recursion."""
    waiting: list[Any] = list(writer._objects)
    for _count in range(OBJECTS_MAX):
        if not waiting:
            return
        found = waiting.pop()
        if isinstance(found, IndirectObject):
            continue  # it stands in the list itself
        if isinstance(found, DictionaryObject):
            yield found
            waiting.extend(found.raw_get(name) for name in found)
        elif isinstance(found, ArrayObject):
            waiting.extend(found)
    raise Refused("too_much_work")
