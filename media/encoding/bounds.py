"""Takes away from a process what it does not need to read a file."""

import os
import resource


def bound(*, memory: int, cpu_seconds: int, file_bytes: int) -> None:
    """At most so many bytes of memory beyond what it started with, so much time, and files no larger than this."""
    _limit(resource.RLIMIT_AS, _size() + memory)
    _limit(resource.RLIMIT_CPU, cpu_seconds)
    _limit(resource.RLIMIT_FSIZE, file_bytes)
    _limit(resource.RLIMIT_CORE, 0)


def _limit(what: int, most: int) -> None:
    _soft, hard = resource.getrlimit(what)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    try:
        resource.setrlimit(what, (most, most))
    except (OSError, ValueError):  # not every system knows every limit; `asking` ends it by the clock as well
        return


def _size() -> int:
    """The address space taken so far, in bytes."""
    try:
        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
