"""Ports on this machine's loopback address."""

import secrets
import socket
from pathlib import Path

HOST = "127.0.0.1"
LOWEST = 15_000
"""Below it lie the numbers that people type: 5432, 6379, 8000, 9000."""
OUTGOING = Path("/proc/sys/net/ipv4/ip_local_port_range")
HIGHEST = 65_535
FEWEST = 1_000
LOWEST_OUTGOING = 32_768
"""Where Linux begins unless told otherwise; macOS and the IANA begin higher (RFC 6335, 6)."""


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
    """`wished` when it is free, so that an instance keeps its ports over restarts; else any free one.

    Never one that the kernel gives to outgoing connections: between our choice and the server's start, seconds later,
    any program's connection could get it.
    """
    if wished and not is_taken(wished):
        return wished
    while is_taken(port := secrets.choice(_quiet_ports())):
        continue
    return port


def _quiet_ports() -> range:
    """Those below the kernel's own; where it takes (nearly) all for itself, all that ask for no privilege."""
    try:
        end = int(OUTGOING.read_text().split()[0])
    except OSError:  # not Linux
        end = LOWEST_OUTGOING
    return range(LOWEST, end if end > LOWEST + FEWEST else HIGHEST + 1)
