"""What the terminal shows: steps with their time while starting, afterwards every part's log with its name."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

KEPT_LOG_BYTES = 10 * 2**20


def say(text: str) -> None:
    """A line of our own."""
    print(text, flush=True)


@contextmanager
def step(name: str) -> Iterator[None]:
    """Announce a step, and say how long it took; a step that fails leaves its line open for the reason."""
    print(f"  {name:<34}", end="", flush=True)
    began = time.monotonic()
    try:
        yield
    except BaseException:
        say("failed")
        raise
    say(f"{time.monotonic() - began:5.1f} s")


class LogRelay:
    """Copies what is appended to log files to the terminal, each line behind the name of its part."""

    def __init__(self) -> None:
        self._logs: dict[str, Path] = {}
        self._read_up_to: dict[str, int] = {}

    def follow(self, name: str, log: Path) -> None:
        """From what is written there from now on."""
        self._logs[name] = log
        self._read_up_to[name] = log.stat().st_size if log.exists() else 0

    def show_news(self) -> None:
        """Print the whole lines that came since the last call."""
        for name, log in self._logs.items():
            for line in self._new_lines(name, log):
                sys.stdout.write(f"{name:<9}| {line}\n")
        sys.stdout.flush()

    def _new_lines(self, name: str, log: Path) -> list[str]:
        if not log.exists():
            return []
        with log.open("rb") as file:
            file.seek(self._read_up_to[name])
            whole, newline, _ = file.read().rpartition(b"\n")
        self._read_up_to[name] += len(whole) + len(newline)
        return whole.decode(errors="replace").splitlines()


def put_long_logs_aside(folder: Path) -> None:
    """Keep one older generation of every log that has grown beyond measure."""
    for log in folder.glob("*.log"):
        if log.stat().st_size > KEPT_LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))


def end_of(log: Path, lines: int = 25) -> str:
    """The last lines of a log, and where the rest is: what somebody reads first when a part does not start."""
    text = log.read_text(errors="replace") if log.exists() else ""
    return f"The end of {log}:\n" + "\n".join(text.splitlines()[-lines:])
