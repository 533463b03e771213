"""Tables for spreadsheets (RFC 4180) that are read as they were written, and run nothing."""

import csv
import io
import itertools
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Without it Excel reads UTF-8 as Latin-1."""
RUNS_IN_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell must not begin with (OWASP, CSV injection): spreadsheets would run it as a formula."""


def tame(text: str) -> str:
    """A cell that no spreadsheet runs: what would begin a formula is preceded by an apostrophe."""
    return f"'{text}" if text.startswith(RUNS_IN_SPREADSHEETS) else text


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A CSV file with a line of headings, for people."""
    out = io.StringIO()
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows([tame(str(cell)) for cell in row] for row in rows)
    return out.getvalue()


def streamed(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The same line by line, for tables that are too long to be kept in memory. Numbers stay numbers."""
    out = io.StringIO()
    writer = csv.writer(out)
    yield BYTE_ORDER_MARK
    for row in itertools.chain([headings], rows):
        writer.writerow([cell if isinstance(cell, Decimal) else tame(str(cell)) for cell in row])
        yield out.getvalue()
        out.seek(0)
        out.truncate()
