"""Ports on this machine's loopback address."""

import socket

HOST = "127.0.0.1"


def is_taken(port: int) -> bool:
    """Whether a server could not bind `port` now; connections in TIME_WAIT do not count."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


def choose_port(wished: int | None = None) -> int:
    """`wished` when it is free, so that an instance keeps its ports over restarts; else any free one."""
    if wished and not is_taken(wished):
        return wished
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]
