"""Giving other processes priority."""

import contextlib
import os
from pathlib import Path

AUTOGROUP = Path("/proc/self/autogroup")


def give_way(niceness: int) -> None:
    """Raise the niceness of this process, and of its session if it leads one. Linux shares the processor among sessions
    first (autogroups, sched(7)), and niceness counts only within a session: without the second step, a server in its
    own session gives way to nobody."""
    os.nice(niceness)
    if os.getsid(0) == os.getpid():
        with contextlib.suppress(OSError):  # another system, or a kernel without them
            AUTOGROUP.write_text(str(niceness))
