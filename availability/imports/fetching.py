"""Requests to servers that users name: bounded in size, time and redirects, and kept outside our own network.

A name is resolved once, every address it has is checked, and the connection goes to a checked address: a second
answer of the name server (DNS rebinding) is never asked for. The name stays in `Host` and in TLS, whose certificate
is verified. Each redirect is a new request to all of this.
"""

import datetime as dt
import http.client
import io
import queue
import socket
import ssl
import threading
import time
import zlib
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache
from urllib.parse import urljoin, urlsplit

import certifi
from django.conf import settings
from django.utils.timezone import now

from availability.imports.addresses import PORTS, clean_url, is_allowed_anyway, is_public
from availability.imports.problems import Problem

MEGABYTE = 1024 * 1024
LARGEST = 10 * MEGABYTE
LONGEST_SECONDS = 20.0
REDIRECTS_MAX = 5
REDIRECTING = frozenset({301, 302, 303, 307, 308})
FOLLOWING = frozenset({"GET", "HEAD", "OPTIONS", "PROPFIND", "REPORT"})
METHODS = FOLLOWING | {"POST"}
LONGEST_RETRY_AFTER = dt.timedelta(days=7)
CHUNK = 64 * 1024
SECRET_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization"})

Resolver = Callable[[str, int], list[str]]
"""From a name and a port to its addresses, as text. Raises `OSError` where there are none."""


@dataclass(frozen=True)
class Response:
    """What a server answered, unpacked. Names of headers are in small letters; `url` is where it came from."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""


@dataclass(frozen=True)
class Fetched:
    """What a source has: iCalendar `content`, or `not_modified` since the copy that is stored."""

    content: bytes = b""
    etag: str = ""
    last_modified: str = ""
    not_modified: bool = False


def guarded_request(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    basic_auth: tuple[str, str] | None = None,
    largest: int = LARGEST,
    seconds: float = LONGEST_SECONDS,
    resolve: Resolver | None = None,
) -> Response:
    """One request and the redirects it leads to (at most 5; a POST is not led on), whatever its status.

    Basic authentication and an `Authorization` header go over https alone, and never to another server than the one
    named. `largest` (bytes) counts after unpacking, `seconds` from start to end. Raises `Problem` where there is no
    answer, too large a one, or where the address is none that may be reached.
    """
    if method not in METHODS:
        raise ValueError(f"{method} is none of {sorted(METHODS)}")
    deadline = Deadline(seconds)
    sent = {name.lower(): value for name, value in (headers or {}).items()}
    if basic_auth:
        sent["authorization"] = "Basic " + b64encode(":".join(basic_auth).encode()).decode()
    url = clean_url(url)
    for _redirect in range(REDIRECTS_MAX + 1):
        response = _exchange(method, url, sent, body, largest, deadline, resolve or resolve_by_system)
        target = response.headers.get("location")
        if method not in FOLLOWING or response.status not in REDIRECTING or not target:
            return response
        following = clean_url(_join(url, target))
        if _origin(following) != _origin(url):
            sent = {name: value for name, value in sent.items() if name not in SECRET_HEADERS}
        if response.status == 303:
            method, body = "GET", b""
        url = following
    raise Problem("redirects", count=REDIRECTS_MAX)


def raise_for_status(response: Response) -> None:
    """Raise the `Problem` that a status other than 2xx means, with the `Retry-After` that came along."""
    if 200 <= response.status < 300:
        return
    codes = {401: "unauthorized", 403: "unauthorized", 404: "gone", 410: "gone", 429: "later", 503: "later"}
    code = codes.get(response.status, "status")
    raise Problem(code, host=response.host, status=response.status, retry_after=_retry_after(response))


def _retry_after(response: Response) -> dt.timedelta | None:
    """RFC 9110, section 10.2.3: seconds, or a date."""
    value = response.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return min(dt.timedelta(seconds=int(value[:9])), LONGEST_RETRY_AFTER)
    try:
        wait = parsedate_to_datetime(value) - now()
    except (ValueError, TypeError):
        return None
    return min(max(wait, dt.timedelta()), LONGEST_RETRY_AFTER)


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


def _exchange(method, url, headers, body, largest, deadline: Deadline, resolve: Resolver) -> Response:
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    if "authorization" in headers and parts.scheme != "https" and not is_allowed_anyway(host, port):
        raise Problem("secret_needs_https")
    try:
        connection = GuardedConnection(host, port, parts.scheme == "https", deadline, resolve)
        try:
            _send(connection, method, parts, headers, body)
            with connection.getresponse() as answer:
                return Response(answer.status, _headers(answer), _read_body(answer, largest, host), url)
        finally:
            connection.hang_up()
    except TimeoutError:
        raise Problem("too_slow", host=host, seconds=round(deadline.seconds)) from None
    except ssl.SSLCertVerificationError:
        raise Problem("bad_certificate", host=host) from None
    except http.client.IncompleteRead:
        raise Problem("cut_off", host=host) from None
    except http.client.HTTPException:
        raise Problem("not_http", host=host) from None
    except zlib.error:
        raise Problem("bad_encoding", host=host) from None
    except OSError:
        raise Problem("no_connection", host=host) from None


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


def _send(connection: GuardedConnection, method: str, parts, headers: Mapping[str, str], body: bytes) -> None:
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
    defaults = {
        "host": parts.netloc,
        "user-agent": f"StageSlot (+{settings.SITE_URL})",
        "accept-encoding": "gzip",
        "connection": "close",
    }
    if body:
        defaults["content-length"] = str(len(body))
    for name, value in (defaults | dict(headers)).items():
        connection.putheader(name, value)
    connection.endheaders(body or None)


def _headers(answer: http.client.HTTPResponse) -> dict[str, str]:
    return {name.lower(): value for name, value in answer.getheaders()}


def _read_body(answer: http.client.HTTPResponse, largest: int, host: str) -> bytes:
    """The whole body, unpacked as it comes, so that a small packed one cannot become a large one in memory."""
    encoding = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("gzip", "x-gzip", "identity", ""):
        raise Problem("bad_encoding", host=host)
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16) if "gzip" in encoding else None
    too_big = Problem("too_big", megabytes=largest // MEGABYTE)
    if (answer.length or 0) > largest:
        raise too_big
    body, received = bytearray(), 0
    while chunk := answer.read(CHUNK):
        received += len(chunk)
        body += unpacker.decompress(chunk, largest + 1 - len(body)) if unpacker else chunk
        if max(len(body), received) > largest:
            raise too_big
    if answer.length or (unpacker and received and not unpacker.eof):
        raise Problem("cut_off", host=host)
    return bytes(body)


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def _join(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError:
        raise Problem("bad_url") from None
