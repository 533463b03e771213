"""Requests to servers that users name: bounded in size, time and redirects, and kept outside our own network.

Each redirect is a new request, checked like the first; where a connection may go, `connections` sees to.
"""

import datetime as dt
import http.client
import ssl
import zlib
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils.timezone import now

from calendar_imports.errors import Problem
from calendar_imports.fetching.addresses import PORTS, clean_url, is_allowed_anyway
from calendar_imports.fetching.connections import Deadline, GuardedConnection, Resolver, resolve_by_system

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
    if unpacker and unpacker.unused_data:  # a second packed part: half of it would be half an import
        raise Problem("bad_encoding", host=host)
    return bytes(body)


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def _join(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError:
        raise Problem("bad_url") from None
