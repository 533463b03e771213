"""Which part of a file is asked for (RFC 9110, section 14)."""

import re

SINGLE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*", re.ASCII | re.IGNORECASE)


class Unsatisfiable(Exception):
    """There is no such part: to be answered with 416."""


def read_range(header: str, size: int) -> range | None:
    """The offsets asked for by a Range header, or None for the whole file.

    What is malformed, in other units, or asks for several parts may be ignored, and is.
    Raises `Unsatisfiable` for a part that begins behind the end.
    """
    found = SINGLE.fullmatch(header)
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        return _last(int(found[2]), size)
    first, last = int(found[1]), int(found[2] or size - 1)
    if found[2] and last < first:
        return None
    if first >= size:
        raise Unsatisfiable
    return range(first, min(last, size - 1) + 1)


def _last(count: int, size: int) -> range:
    if not count or not size:
        raise Unsatisfiable
    return range(max(0, size - count), size)
