"""Files as people send them, the good one and those that are not what they say."""

import io
import struct
import zipfile
import zlib

from openpyxl import Workbook
from PIL import Image

ICS = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20280601T200000Z\r\nDURATION:PT2H\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
"""A calendar with one event."""
GIGS = b"Date;Time;Venue;Town\n2019-05-04;20:00;Harbour Cellar;Hamburg, Germany\n"
"""A list of shows with one line."""
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


def picture(width: int = 400, height: int = 300) -> bytes:
    """A picture that is what it says."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), "orange").save(file, "PNG")
    return file.getvalue()


def bomb(side: int = 30_000) -> bytes:
    """A PNG of a few hundred bytes that says it is `side` pixels wide and high."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def packed_file(parts: dict[str, bytes]) -> bytes:
    """A ZIP file of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def spreadsheet(doctype: bytes = b"") -> bytes:
    """A spreadsheet with one show, and a document type in its sheet if given."""
    book = Workbook()
    book.active.append(["Date", "Venue"])
    book.active.append(["2019-05-04", "Cellar"])
    file = io.BytesIO()
    book.save(file)
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = doctype + parts[name]
    return packed_file(parts)
