"""How many connections a server may hold: each is an open file, and Linux allows a process 1,024 unless it asks."""

import resource

SPARE = 500
"""For databases, logs, files that are read and written."""
CONNECTIONS_MAX = 10_000


def allow_many_open_files() -> None:
    """Raise this process's limit as far as it may."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def connections_max() -> int:
    """So many connections a server process may hold, well below its limit of open files."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return CONNECTIONS_MAX if most == resource.RLIM_INFINITY else max(128, min(CONNECTIONS_MAX, most - SPARE))
