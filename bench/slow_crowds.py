"""Crowds of clients that want nothing but to keep a server waiting, for `bin/bench slow` and for the tests."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

SMALL_WINDOW = 4096
"""What the socket of a slow reader takes: so little that the server cannot get rid of its answer."""


def silent(host: str, path: str) -> bytes:
    """Connects, and that is all: half open."""
    return b""


def slow_head(host: str, path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: a".encode()


def slow_body(host: str, path: str) -> bytes:
    return f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 100000\r\n\r\nlogin=".encode()


def slow_reader(host: str, path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()


KINDS = (slow_body, slow_head, slow_reader, silent)


@contextmanager
def crowd(port: int, kind: Callable[[str, str], bytes], count: int, path: str) -> Iterator[list[socket.socket]]:
    """So many connections of one kind at once, open until the block ends."""
    with ExitStack() as stack:
        connections = [stack.enter_context(_connect(port)) for _ in range(count)]
        for connection in connections:
            connection.sendall(kind("localhost", path))
        yield connections


def _connect(port: int) -> socket.socket:
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_WINDOW)
    connection.settimeout(20)
    connection.connect(("127.0.0.1", port))
    return connection


def is_cut_off(connection: socket.socket, *, until: float) -> bool:
    """Whether the server closes the connection before that moment of `time.monotonic`, or has, whatever trickles in."""
    connection.settimeout(0.5)
    while True:
        try:
            connection.sendall(b"a")
            while connection.recv(1000):
                pass
        except TimeoutError:
            if time.monotonic() > until:
                return False
        except OSError:
            return True
        else:
            return True
