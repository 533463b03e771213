"""The child process: `python -m web.sandbox.child PROGRAM LIMITS [ARGUMENT ...]`, with the file on standard input.

It answers with lines of JSON: `{"progress": 40}` any number of times, and at last `{"result": ...}`, `{"refused":
code, "details": {...}}` or `{"failed": cause, "detail": text}`. Knows no Django.
"""

import importlib
import json
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from web.sandbox.errors import Refused
from web.sandbox.limits import Limits, bound

Program = Callable[[BinaryIO, Callable[[int], None]], Any]


def main(program: str, limits: str, *arguments: str) -> None:
    """Load the program, apply the limits, then read."""
    run: Program = importlib.import_module(program).prepare(*arguments)
    bound(Limits(**json.loads(limits)))
    _say(_outcome(run))


def _outcome(run: Program) -> str:
    """The last line of the answer: a file may give a result or a reason, never a crash."""
    try:
        return json.dumps({"result": run(sys.stdin.buffer, lambda percent: _say(json.dumps({"progress": percent})))})
    except Refused as refused:
        return json.dumps({"refused": refused.code, "details": refused.details})
    except MemoryError:
        return json.dumps({"failed": "memory", "detail": ""})
    except RecursionError:
        return json.dumps({"failed": "depth", "detail": ""})
    except Exception as error:
        return json.dumps({"failed": "error", "detail": type(error).__name__})


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
