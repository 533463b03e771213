"""A table out of a file of somebody else's: CSV in whatever encoding and by whatever delimiter, or a spreadsheet.

Every cell comes out as text. Runs in the child process: no Django here.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from show_imports.lists.bounds import CELL_MAX, COLUMNS_MAX, HEADING_MAX, LINES_MAX, Refused, Row

DELIMITERS = (",", ";", "\t", "|")
LOOKED_AT = 50
"""Lines by which the delimiter is told."""
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Table:
    """Headings, each once, and lines with as many cells. `encoding` is how a text file was read; `epoch` is the year
    from which a spreadsheet counts its days, 1900 or 1904."""

    headings: list[str]
    rows: list[Row]
    encoding: str = ""
    epoch: int = 1900


def read_table(content: bytes) -> Table:
    """The table in a file, told by what is in it and not by its name. Raises Refused."""
    if not content.strip():
        raise Refused("empty")
    if content.startswith(OLD_EXCEL):
        raise Refused("old_excel")
    if content.startswith(ZIP):
        # 40 ms to load, and of no use to most files.
        from show_imports.lists.spreadsheets import read_spreadsheet

        rows, epoch = read_spreadsheet(content)
        return _table(rows, epoch=epoch)
    text, encoding = decode(content)
    return _table(csv_rows(text), encoding=encoding)


def decode(content: bytes) -> tuple[str, str]:
    """The text of a file and its encoding: what its mark says, else UTF-8, else Windows-1252. Raises Refused."""
    marked = next((name for mark, name in BOMS if content.startswith(mark)), "")
    for encoding in [marked] if marked else ["utf-8", "cp1252"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text, "utf-8" if encoding == "utf-8-sig" else encoding
    raise Refused("not_text")


def csv_rows(text: str) -> Iterator[Row]:
    """The lines of a CSV file (RFC 4180) by the delimiter that fits its first lines best. Raises Refused."""
    csv.field_size_limit(CELL_MAX)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
    number = 0
    while True:
        number += 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Refused("cell_too_long", line=number, count=CELL_MAX) from error


def delimiter_of(text: str) -> str:
    """The delimiter by which most of the first lines have the same number of cells, and more than one."""
    return max(DELIMITERS, key=lambda delimiter: _fit(text, delimiter))


def _fit(text: str, delimiter: str) -> tuple[int, int]:
    """How many of the first lines agree on a number of cells above one, and that number."""
    csv.field_size_limit(CELL_MAX)
    counts: Counter[int] = Counter()
    reader = csv.reader(io.StringIO(text[: LOOKED_AT * CELL_MAX], newline=""), delimiter=delimiter)
    try:
        for _number, cells in zip(range(LOOKED_AT), reader, strict=False):
            counts[len(cells)] += 1
    except csv.Error:
        pass  # told with its line when the file is read
    agreed = [(count, size) for size, count in counts.items() if size > 1]
    return max(agreed, default=(0, 0))


def _table(found: Iterable[Row], *, encoding: str = "", epoch: int = 1900) -> Table:
    rows: list[Row] = []
    headings: list[str] = []
    for number, cells in found:
        cells = [cell.strip() for cell in cells]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        _check(number, cells)
        if headings:
            rows.append((number, cells))
        else:
            headings = cells
        if len(rows) > LINES_MAX:
            raise Refused("too_many_lines", count=LINES_MAX)
    if not rows:
        raise Refused("no_lines" if headings else "empty")
    width = max(len(headings), *(len(cells) for _number, cells in rows))
    names = named_once([*headings, *[""] * (width - len(headings))])
    filled = [(number, cells + [""] * (width - len(cells))) for number, cells in rows]
    return Table(names, filled, encoding, epoch)


def _check(number: int, cells: list[str]) -> None:
    if len(cells) > COLUMNS_MAX:
        raise Refused("too_many_columns", line=number, count=COLUMNS_MAX)
    if any(len(cell) > CELL_MAX for cell in cells):
        raise Refused("cell_too_long", line=number, count=CELL_MAX)
    if any("\0" in cell for cell in cells):
        raise Refused("not_text")


def named_once(headings: list[str]) -> list[str]:
    """Headings by which each column can be chosen: "Date", "Date (2)", "#3" for one without a name."""
    named: list[str] = []
    for place, heading in enumerate(headings, 1):
        name = " ".join(heading.split())[:HEADING_MAX] or f"#{place}"
        times = 2
        unique = name
        while unique in named:
            unique = f"{name} ({times})"
            times += 1
        named.append(unique)
    return named
