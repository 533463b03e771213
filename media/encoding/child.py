"""The child process: `python -m media.encoding.child pictures|sounds|documents`, in a folder that holds `original`.

It writes what it makes into the folder it stands in and says lines of JSON: `{"progress": 40}`, and at last
`{"result": ...}` or `{"refused": "code"}`.
"""

import importlib
import json
import sys
from pathlib import Path
from typing import Any

from media.encoding.bounds import bound
from media.encoding.limits import MEGABYTE
from media.encoding.refusals import Refused

MEMORY_BYTES = 1024 * MEGABYTE
CPU_SECONDS = 180
FILE_BYTES = 80 * MEGABYTE
KINDS = ("pictures", "sounds", "documents")


def main(kind: str) -> None:
    """Read `original`, write the rest."""
    if kind not in KINDS:
        raise SystemExit(f"what are {kind}?")
    render = importlib.import_module(f"media.encoding.{kind}").render
    bound(memory=MEMORY_BYTES, cpu_seconds=CPU_SECONDS, file_bytes=FILE_BYTES)
    folder = Path.cwd()
    try:
        answer: dict[str, Any] = {"result": render(folder / "original", folder, lambda part: _say({"progress": part}))}
    except Refused as refused:
        answer = {"refused": refused.code}
    except (MemoryError, RecursionError):
        answer = {"refused": "too_much_work"}
    except Exception as error:  # a file may give a result or a reason, never a crash
        answer = {"refused": "damaged", "detail": type(error).__name__}
    _say(answer)


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
