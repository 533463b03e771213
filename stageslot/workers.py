"""The workers of one machine: `python -m stageslot.workers [--queues prompt|heavy] [--no-clock]`.

Loads the site once, then forks one Celery worker for what people wait for and one for heavy tasks: they share the
memory of what was loaded. When one of them ends, the other is asked to end too, and both are started again by whoever
started us.
"""

import argparse
import gc
import os
import signal
import sys
from types import FrameType

from celery.bin.celery import celery

from stageslot.celery import app
from stageslot.embedded.processes import tie_to_parent
from stageslot.queues import HEAVY_QUEUES, PROMPT_QUEUES

COMMON = ["--quiet", "worker", "--loglevel=WARNING", "--without-mingle", "--without-gossip"]


def worker_arguments(kind: str, *, has_clock: bool) -> list[str]:
    """What Celery is told. One process each, and more while there is work: of five for what people wait for, two may be
    reading calendars and two asking other servers for them, which leaves one for all else."""
    if kind == "heavy":
        return [*COMMON, "--hostname=heavy@%h", f"--queues={','.join(HEAVY_QUEUES)}", "--autoscale=2,1"]
    prompt = [*COMMON, "--hostname=prompt@%h", f"--queues={','.join(PROMPT_QUEUES)}", "--autoscale=5,1"]
    return [*prompt, *(["--beat"] if has_clock else [])]


def run(kinds: list[str], *, has_clock: bool) -> int:
    """Fork a worker of each kind and wait until all have ended. Returns the exit status of the first to end."""
    app.loader.import_default_modules()
    gc.collect()
    gc.freeze()
    children = [_fork(worker_arguments(kind, has_clock=has_clock and kind == "prompt")) for kind in kinds]
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, lambda number, _frame: _send(children, number))
    _pid, status = os.wait()
    _send(children, signal.SIGTERM)
    _wait_for_all()
    return os.waitstatus_to_exitcode(status)


def _fork(arguments: list[str]) -> int:
    tie = tie_to_parent(signal.SIGTERM)
    if pid := os.fork():
        return pid
    if tie:
        tie()
    try:
        status = celery.main(args=["-A", "stageslot", *arguments], standalone_mode=False)  # worker_main returns none
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(os.EX_SOFTWARE)
    os._exit(status or os.EX_OK)


def _send(children: list[int], number: int, _frame: FrameType | None = None) -> None:
    for pid in children:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def _wait_for_all() -> None:
    try:
        while True:
            os.wait()
    except ChildProcessError:
        return


def main() -> None:
    """The command line above."""
    parser = argparse.ArgumentParser(prog="python -m stageslot.workers", description=__doc__.partition("\n")[0])
    parser.add_argument("--queues", choices=["prompt", "heavy"], help="only one of the two workers")
    parser.add_argument("--no-clock", action="store_true", help="without beat, which may run once only")
    options = parser.parse_args()
    kinds = [options.queues] if options.queues else ["prompt", "heavy"]
    sys.exit(run(kinds, has_clock=not options.no_clock))


if __name__ == "__main__":
    main()
