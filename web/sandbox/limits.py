"""Takes away from a process what it does not need to read a file."""

import os
import resource
from dataclasses import dataclass

NICENESS = 10
"""Pages come first."""


@dataclass(frozen=True)
class Limits:
    """What a child process may take. The wall clock allows for a machine that is busy with other work."""

    memory_bytes: int
    """Beyond what it has taken once its program is loaded."""
    cpu_seconds: int
    wall_seconds: float
    file_bytes: int
    """The size of each file that it writes; 0 means that it can write none."""
    answer_bytes: int
    """All that it may send back."""


def bound(limits: Limits) -> None:
    """Apply these limits to this process. The parent sees to the wall clock and to the length of the answer."""
    _limit(resource.RLIMIT_AS, _size() + limits.memory_bytes)
    _limit(resource.RLIMIT_CPU, limits.cpu_seconds)
    _limit(resource.RLIMIT_FSIZE, limits.file_bytes)
    _limit(resource.RLIMIT_CORE, 0)
    os.nice(NICENESS)


def _limit(what: int, most: int) -> None:
    _soft, hard = resource.getrlimit(what)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    try:
        resource.setrlimit(what, (most, most))
    except (OSError, ValueError):  # not every system knows every limit; the parent ends the process by the clock too
        return


def _size() -> int:
    """The address space taken so far, in bytes."""
    try:
        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
