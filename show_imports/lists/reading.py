"""Hands a list to the child process that reads it, and takes its table; and keeps tables in few bytes."""

import json
import os
import subprocess
import sys
import zlib
from dataclasses import asdict

from django.conf import settings

from show_imports.lists.bounds import LARGEST, MEGABYTE, Refused
from show_imports.lists.reader import CPU_SECONDS
from show_imports.lists.tables import Table

COMMAND = (sys.executable, "-m", "show_imports.lists.reader")
WALL_SECONDS = 20


def read_list(content: bytes) -> Table:
    """Read a list of shows in a process with bounded memory and time. Raises Refused with the reason for no table.

    The process gets nothing of our environment, which holds secrets.
    """
    if len(content) > LARGEST:
        raise Refused("too_big", megabytes=LARGEST // MEGABYTE)
    environment = {name: os.environ[name] for name in ("PATH", "PYTHONTZPATH") if name in os.environ}
    try:
        child = subprocess.run(
            COMMAND,
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=settings.BASE_DIR,
            env=environment,
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refused("takes_too_long", seconds=CPU_SECONDS) from error
    if not child.stdout.endswith(b"\n"):
        raise Refused("takes_too_long" if child.returncode in (-9, -24) else "takes_too_much", seconds=CPU_SECONDS)
    answer = json.loads(child.stdout)
    if "refused" in answer:
        raise Refused(answer["refused"], **answer["details"])
    return Table(**answer)


def packed(table: Table) -> bytes:
    """A table as it is stored."""
    return zlib.compress(json.dumps(asdict(table), ensure_ascii=False).encode(), 6)


def unpacked(content: bytes) -> Table:
    """A table as it was stored."""
    return Table(**json.loads(zlib.decompress(content)))
