"""A connection to a server that a user named: made to a checked address of its name, and ended by a deadline.

A name is resolved once, every address it has is checked, and the connection goes to a checked address: a second
answer of the name server (DNS rebinding) is never asked for. The name stays in `Host` and in TLS, whose certificate
is verified.
"""

import http.client
import io
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable
from functools import cache

import certifi

from calendar_imports.errors import Problem
from calendar_imports.fetching.addresses import is_allowed_anyway, is_public

Resolver = Callable[[str, int], list[str]]
"""From a name and a port to its addresses, as text. Raises `OSError` where there are none."""


class Deadline:
    """A moment by which all has to be done; each wait gets what is left."""

    def __init__(self, seconds: float):
        self.seconds = seconds
        self.ends = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds; raises `TimeoutError` when there are none."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def resolve_by_system(host: str, port: int) -> list[str]:
    """The addresses of a name, as the system knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_rest, address in found))


class GuardedConnection(http.client.HTTPConnection):
    """Connects to one of the checked addresses of a name, within a deadline."""

    def __init__(self, host: str, port: int, is_secure: bool, deadline: Deadline, resolve: Resolver):
        super().__init__(host, port)
        self.is_secure = is_secure
        self.deadline = deadline
        self.resolve = resolve
        self.raw: socket.socket | None = None

    def connect(self) -> None:
        self.raw = self._connected(checked_addresses(self.host, self.port, self.deadline, self.resolve))
        if self.is_secure:
            self.raw.settimeout(self.deadline.left())
            self.raw = tls_context().wrap_socket(self.raw, server_hostname=self.host)
        # All that http.client wants of a socket.
        self.sock = DeadlineSocket(self.raw, self.deadline)

    def hang_up(self) -> None:
        """Close the connection; `close` leaves that, since http.client calls it before the answer has been read."""
        if self.raw:
            self.raw.close()

    def _connected(self, addresses: list[str]) -> socket.socket:
        """A connection to the first address that takes one; each gets an even share of the time."""
        failure: OSError = OSError("no address")
        for place, address in enumerate(addresses):
            try:
                share = self.deadline.left() / (len(addresses) - place)
                return socket.create_connection((address, self.port), timeout=share)
            except OSError as error:
                failure = error
        raise failure


class DeadlineSocket:
    """A socket whose every wait ends with the deadline, so that a server that drips cannot draw it out."""

    def __init__(self, sock: socket.socket, deadline: Deadline):
        self.sock = sock
        self.deadline = deadline

    def sendall(self, data: bytes) -> None:
        self.sock.settimeout(self.deadline.left())
        self.sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_DeadlineReader(self.sock, self.deadline))

    def close(self) -> None:
        """The answer is still to be read: `GuardedConnection.hang_up` closes."""


class _DeadlineReader(io.RawIOBase):
    def __init__(self, sock: socket.socket, deadline: Deadline):
        self.sock = sock
        self.deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        self.sock.settimeout(self.deadline.left())
        return self.sock.recv_into(buffer)


def checked_addresses(host: str, port: int, deadline: Deadline, resolve: Resolver) -> list[str]:
    """What a name resolves to, all of it public. Raises `Problem` where one address is not, or where there is none.

    A name server that does not answer is not waited for longer than the deadline.
    """
    answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()
    threading.Thread(target=_resolve_into, args=(answers, resolve, host, port), daemon=True).start()
    try:
        addresses = answers.get(timeout=deadline.left())
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(addresses, Exception) or not addresses:
        raise Problem("no_such_host", host=host)
    if not is_allowed_anyway(host, port) and not all(is_public(address) for address in addresses):
        raise Problem("not_public", host=host)
    return addresses


def _resolve_into(answers: queue.SimpleQueue, resolve: Resolver, host: str, port: int) -> None:
    try:
        answers.put(resolve(host, port))
    except (OSError, UnicodeError) as error:
        answers.put(error)


@cache
def tls_context() -> ssl.SSLContext:
    """Certificates are verified against those of the system, or where it has none those of certifi."""
    context = ssl.create_default_context()
    if not context.cert_store_stats()["x509_ca"]:
        context.load_verify_locations(certifi.where())
    return context
