"""The child process: reads a list that somebody else wrote, bounded in memory and time, without Django.

`python -m show_imports.lists.reader` takes the file on its standard input and answers with one line of JSON: the table
or the refusal. Run by `reading`.
"""

import json
import sys
from dataclasses import asdict
from typing import Any

from availability.imports.reader import bound
from show_imports.lists.bounds import MEGABYTE, Refused
from show_imports.lists.tables import read_table

MEMORY_BYTES = 300 * MEGABYTE
CPU_SECONDS = 10


def main() -> None:
    bound(MEMORY_BYTES, CPU_SECONDS)
    answer: dict[str, Any]
    try:
        answer = asdict(read_table(sys.stdin.buffer.read()))
    except Refused as refused:
        answer = {"refused": refused.code, "details": refused.details}
    except (MemoryError, RecursionError):
        answer = {"refused": "takes_too_much", "details": {}}
    except Exception as error:  # a file may give a table or a reason, never a crash
        answer = {"refused": "unreadable", "details": {"detail": type(error).__name__}}
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
