"""The program of the child process, which reads the text of a mail. Does not use Django. The library that recognises
quotes takes minutes for some texts that people may well send."""

import json
from collections.abc import Callable
from typing import BinaryIO

from messaging.reading.html import text_of_html
from messaging.reading.quotes import cut_quotes
from web.sandbox.child import Program
from web.sandbox.limits import Limits

MEGABYTE = 1024 * 1024
LIMITS = Limits(memory_bytes=128 * MEGABYTE, cpu_seconds=2, wall_seconds=5, file_bytes=0, answer_bytes=MEGABYTE)


def prepare() -> Program:
    """What the child runs."""
    return read


def read(source: BinaryIO, _progress: Callable[[int], None]) -> str:
    """Takes a JSON object with `plain` and `html`; uses the first that is not empty."""
    mail = json.load(source)
    return cut_quotes(mail["plain"] if mail["plain"].strip() else text_of_html(mail["html"]))
