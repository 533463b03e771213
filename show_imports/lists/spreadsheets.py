"""The first sheet of an XLSX file (ECMA-376), cell by cell as text. Runs in the child process: no Django here.

Formulas count by the value that was saved with them; macros, links and pictures are not looked at.
"""

import datetime as dt
import io
import zipfile
from collections.abc import Iterator

from openpyxl import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from show_imports.lists.bounds import BLANK_MAX, COLUMNS_MAX, PARTS_MAX, UNPACKED_MAX, Refused, Row

ENCRYPTED = 0x1


def read_spreadsheet(content: bytes) -> tuple[Iterator[Row], int]:
    """The lines of the first sheet, and the year from which it counts its days. Raises Refused."""
    check_parts(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except (KeyError, ValueError, OSError, SyntaxError, zipfile.BadZipFile) as error:
        raise Refused("bad_spreadsheet") from error
    if not book.worksheets:
        raise Refused("empty")
    return _rows(book.worksheets[0]), 1904 if book.epoch == CALENDAR_MAC_1904 else 1900


def check_parts(content: bytes) -> None:
    """Refuse what is no spreadsheet, or would unpack to more than we read. Unpacking stops at the size a part tells."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Refused("bad_spreadsheet") from error
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise Refused("encrypted")
    if len(parts) > PARTS_MAX or sum(part.file_size for part in parts) > UNPACKED_MAX:
        raise Refused("unpacks_too_large", megabytes=UNPACKED_MAX // (1024 * 1024))
    if not any(part.filename == "[Content_Types].xml" for part in parts):
        raise Refused("bad_spreadsheet")


def _rows(sheet) -> Iterator[Row]:
    # What a sheet says of its own size is often wrong, and would be believed.
    sheet.reset_dimensions()
    blank = 0
    for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=COLUMNS_MAX + 1), 1):
        texts = [cell_text(cell) for cell in cells]
        blank = 0 if any(texts) else blank + 1
        if blank > BLANK_MAX:
            raise Refused("too_many_blank_lines", count=BLANK_MAX)
        yield number, texts


def cell_text(value: object) -> str:
    """A cell as text: dates and times in ISO 8601, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        # A day's fraction has no exact seconds.
        return (value + dt.timedelta(milliseconds=500)).replace(microsecond=0).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return value.replace(microsecond=0).isoformat()
    if isinstance(value, dt.timedelta):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
