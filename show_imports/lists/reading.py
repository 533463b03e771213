"""Hands a list to the child process that reads it, and takes its table; and keeps tables in few bytes."""

import json
import zlib
from dataclasses import asdict

from show_imports.lists.bounds import LARGEST, MEGABYTE, Refused
from show_imports.lists.reader import LIMITS
from show_imports.lists.tables import Table
from web.sandbox.errors import Failed
from web.sandbox.parent import run_child

CODES = {"time": "takes_too_long", "clock": "takes_too_long", "error": "unreadable"}
"""Why the child failed, as a code of `problems.MESSAGES`; every other cause is a lack of memory."""


def read_list(content: bytes) -> Table:
    """Read a list of shows in a process with bounded memory and time. Raises Refused with the reason for no table."""
    if len(content) > LARGEST:
        raise Refused("too_big", megabytes=LARGEST // MEGABYTE)
    try:
        return Table(**run_child(f"{__package__}.reader", content=content, limits=LIMITS))
    except Failed as failed:
        code = CODES.get(failed.cause, "takes_too_much")
        seconds = LIMITS.wall_seconds if failed.cause == "clock" else LIMITS.cpu_seconds
        raise Refused(code, seconds=round(seconds), detail=failed.detail) from failed


def packed(table: Table) -> bytes:
    """A table as it is stored."""
    return zlib.compress(json.dumps(asdict(table), ensure_ascii=False).encode(), 6)


def unpacked(content: bytes) -> Table:
    """A table as it was stored."""
    return Table(**json.loads(zlib.decompress(content)))
