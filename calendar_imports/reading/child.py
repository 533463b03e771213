"""The child process: reads a calendar that somebody else wrote, bounded in memory and time, without Django.

`python -m calendar_imports.reading.child` takes one line of JSON (a `Question`) and then the file on its standard
input, and answers with lines of JSON: `{"progress": 40}`, and at last the result or the refusal. Run by `calendars`.
"""

import datetime as dt
import json
import os
import resource
import sys
from types import SimpleNamespace
from typing import Any

from dateutil import rrule

from calendar_imports.reading.answers import Question, answer
from calendar_imports.reading.refusals import Refused

MEMORY_BYTES = 256 * 1024 * 1024
"""How much memory it may take beyond what it started with."""
CPU_SECONDS = 5


def bound(memory: int = MEMORY_BYTES, cpu_seconds: int = CPU_SECONDS) -> None:
    """Take away from this process what reading a file does not need: memory, time, and writing anywhere."""
    _limit(resource.RLIMIT_AS, _size() + memory)
    _limit(resource.RLIMIT_CPU, cpu_seconds)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)


def _limit(what: int, most: int) -> None:
    _soft, hard = resource.getrlimit(what)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    try:
        resource.setrlimit(what, (most, most))
    except (OSError, ValueError):  # not every system knows every limit; `reading` ends it by the clock as well
        return


def look_no_further(until: dt.datetime) -> None:
    """Let dateutil give up, the year after that, on days that a rule names and no year has: else it goes on, day by
    day, to the year 9999."""
    nearer = SimpleNamespace(**vars(dt) | {"MAXYEAR": until.year + 1})
    rrule.datetime = nearer  # type: ignore[assignment, attr-defined]


def _size() -> int:
    """The address space taken so far, in bytes."""
    try:
        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    bound()
    try:
        question = Question(**json.loads(sys.stdin.buffer.readline()))
        look_no_further(dt.datetime.fromisoformat(question.until))
        result = answer(question, sys.stdin.buffer.read(), lambda percent: _say({"progress": percent}))
    except Refused as refused:
        result = {"refused": _refusal(refused)}
    except MemoryError:
        result = {"refused": {"code": "takes_too_much", "details": {}}}
    except RecursionError:
        result = {"refused": {"code": "too_deep", "details": {}}}
    except Exception as error:  # a file may give a result or a reason, never a crash
        result = {"refused": {"code": "unreadable", "details": {"detail": type(error).__name__}}}
    _say(result)


def _refusal(refused: Refused) -> dict[str, Any]:
    return {"code": refused.code, "details": refused.details}


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
