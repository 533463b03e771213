"""Child processes that never outlive their instance.

Every child runs in a session of its own, so that a Ctrl-C in the terminal reaches only the supervisor, who knows the
right order; and carries the instance's folder in its environment, so that whatever a crash left behind can be told
from other people's processes with certainty.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import psutil

MARKER = "STAGESLOT_INSTANCE"
PR_SET_PDEATHSIG = 1


def spawn(
    command: Sequence[str],
    *,
    var: Path,
    log: Path,
    parting_signal: signal.Signals = signal.SIGTERM,
    cwd: Path | str = "/",
    environment: Mapping[str, str] | None = None,
    account: tuple[int, int] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child that writes to `log` (a file, not a pipe: it survives us) and gets `parting_signal` if we die."""
    user, group = account or (None, None)
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            cwd=cwd,
            env={**os.environ, **(environment or {}), MARKER: str(var)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=tie_to_parent(parting_signal),
            user=user,
            group=group,
            extra_groups=[] if account else None,
        )


def tie_to_parent(parting_signal: signal.Signals) -> Callable[[], None] | None:
    """What a child calls right after its fork to get `parting_signal` when its parent dies; None where that is unknown.

    Linux tells the child when its parent dies; elsewhere `leftovers` finds it at the next start.
    """
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(PR_SET_PDEATHSIG, int(parting_signal))


def leftovers(var: Path) -> list[psutil.Process]:
    """Processes of this instance that still run although nobody looks after them."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get(MARKER) == str(var):
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def stop(processes: Iterable[psutil.Process], *, ask_with: signal.Signals, patience: float) -> None:
    """Ask, wait up to `patience` seconds for all of them together, then insist."""
    asked = [process for process in processes if _send(process, ask_with)]
    _, stubborn = psutil.wait_procs(asked, timeout=patience)
    for process in stubborn:
        _send(process, signal.SIGKILL)
    psutil.wait_procs(stubborn, timeout=5)


def _send(process: psutil.Process, number: signal.Signals) -> bool:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return False
    return True


def kill_session(leader: int) -> None:
    """End what a dead child left in its session, such as worker processes that still hold the port."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def end_session(leader: int, *, patience: float) -> None:
    """Ask what a dead child left in its session to end, and insist after `patience` seconds, without waiting here."""
    try:
        os.killpg(leader, signal.SIGTERM)
    except (ProcessLookupError, PermissionError):
        return
    clock = threading.Timer(patience, kill_session, [leader])
    clock.daemon = True
    clock.start()


def wait_until(answers: Callable[[], bool], *, seconds: float, every: float = 0.05) -> bool:
    """Poll `answers` until it says yes; False when the time is up."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answers():
            return True
        time.sleep(every)
    return answers()


def stop_child(child: subprocess.Popen[bytes], *, ask_with: signal.Signals, patience: float) -> None:
    """Stop one child, and whatever of its session it did not take along; nothing if it ended long ago."""
    if child.returncode is not None:
        return
    child.send_signal(ask_with)
    try:
        child.wait(patience)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    kill_session(child.pid)
