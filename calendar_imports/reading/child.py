"""The program of the child process: reads a calendar that somebody else wrote. Knows no Django.

It takes one line of JSON (a `Question`), and then the file. Run by `calendars`.
"""

import json
from collections.abc import Callable
from typing import Any, BinaryIO

from calendar_imports.reading.answers import Question, answer
from web.sandbox.child import Program
from web.sandbox.limits import Limits

MEGABYTE = 1024 * 1024
LIMITS = Limits(memory_bytes=256 * MEGABYTE, cpu_seconds=5, wall_seconds=10, file_bytes=0, answer_bytes=128 * MEGABYTE)


def prepare() -> Program:
    """What the child runs."""
    return read


def read(source: BinaryIO, progress: Callable[[int], None]) -> dict[str, Any]:
    """Answer the question that stands before the file. Raises `Refused`."""
    question = Question(**json.loads(source.readline()))
    return answer(question, source.read(), progress)
