"""Starts a child process, gives it the bytes, and takes what comes back."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from web.sandbox.errors import Failed, Refused
from web.sandbox.limits import Limits

ROOT = Path(__file__).resolve().parents[2]
PASSED_ON = ("PATH", "PYTHONTZPATH")
"""All that the child gets of our environment, which holds secrets."""
BY_A_LIMIT_OF_TIME = (-signal.SIGKILL, -signal.SIGXCPU)


def run_child(
    program: str,
    *arguments: str,
    limits: Limits,
    content: bytes = b"",
    folder: Path = ROOT,
    progress: Callable[[int], None] = lambda _percent: None,
) -> Any:
    """Run `program` (see `web.sandbox`) over `content` in a child process that stands in `folder`; returns its result.

    Raises `Refused` with the program's own reason, and `Failed` where a limit ended it, or it crashed.
    """
    with subprocess.Popen(
        command(program, limits, arguments),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={name: os.environ[name] for name in PASSED_ON if name in os.environ} | {"PYTHONPATH": str(ROOT)},
    ) as child:
        rung = threading.Event()

        def end() -> None:
            rung.set()
            child.kill()

        clock = threading.Timer(limits.wall_seconds, end)
        clock.start()
        try:
            _send(child, content)
            return _receive(child, limits.answer_bytes, progress)
        except Failed:
            if rung.is_set():
                raise Failed("clock") from None
            raise
        finally:
            clock.cancel()
            child.kill()


def command(program: str, limits: Limits, arguments: tuple[str, ...]) -> list[str]:
    """`-P`: nothing is imported from the folder, in which a stranger's file may lie."""
    return [sys.executable, "-P", "-m", "web.sandbox.child", program, json.dumps(asdict(limits)), *arguments]


def _send(child: subprocess.Popen[bytes], content: bytes) -> None:
    try:
        assert child.stdin is not None  # noqa: S101 — the caller has opened a pipe
        child.stdin.write(content)
        child.stdin.close()
    except BrokenPipeError:
        return  # it has ended already: `_receive` sees how


def _receive(child: subprocess.Popen[bytes], room: int, progress: Callable[[int], None]) -> Any:
    assert child.stdout is not None  # noqa: S101 — the caller has opened a pipe
    while line := child.stdout.readline(room + 1):
        room -= len(line)
        if room < 0:
            raise Failed("answer")
        if not line.endswith(b"\n"):
            break  # it was ended in the middle of a line
        match _parsed(line):
            case {"progress": int(percent)}:
                progress(percent)
            case {"result": result}:
                return result
            case {"refused": str(code), "details": dict(details)}:
                raise Refused(code, **details)
            case {"failed": str(cause), "detail": str(detail)}:
                raise Failed(cause, detail)
            case _:
                raise Failed("answer")
    # Lack of memory may end an interpreter in any way; limits of time end it by a signal.
    raise Failed("time" if child.wait() in BY_A_LIMIT_OF_TIME else "death")


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None
