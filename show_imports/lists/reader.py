"""The program of the child process: reads a list that somebody else wrote. Knows no Django. Run by `reading`."""

from dataclasses import asdict

from show_imports.lists.bounds import MEGABYTE
from show_imports.lists.tables import read_table
from web.sandbox.child import Program
from web.sandbox.limits import Limits

LIMITS = Limits(memory_bytes=300 * MEGABYTE, cpu_seconds=10, wall_seconds=20, file_bytes=0, answer_bytes=300 * MEGABYTE)


def prepare() -> Program:
    """What the child runs."""
    return lambda source, _progress: asdict(read_table(source.read()))
