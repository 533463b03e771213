"""Bodies of requests, read whole on the event loop: no thread waits for whoever sends one.

Small ones stay in memory, larger ones go to a file that is gone when the request is over.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from tempfile import SpooledTemporaryFile
from typing import Any, Self
from wsgiref.types import WSGIEnvironment

Receive = Callable[[], Awaitable[dict[str, Any]]]

MEMORY_BYTES = 16 * 1024
DISK_BYTES_MAX = 512 * 1024 * 1024
"""Of all bodies of a process together: thousands of clients, each within its limit, shall not fill the disk."""
PATIENCE_SECONDS = 20
BYTES_PER_SECOND = 8 * 1024
"""Whoever sends slower than this, after the first seconds, is cut off."""
DRAIN_SECONDS = 5


class Unreadable(Exception):
    """A body that is not read to its end; `status` and `sentence` are for the client."""

    status: int
    sentence: str


class Late(Unreadable):
    status, sentence = 408, "The request did not come in time."


class Broken(Unreadable):
    """The client has left, or sends what is no body."""

    status, sentence = 400, "The request broke off."


class Full(Unreadable):
    status, sentence = 503, "Too much is being sent to this site at once. Try again in a minute."


def has_body(environ: WSGIEnvironment) -> bool:
    """Whether the head of a request announces a body (RFC 9112, 6)."""
    return "HTTP_TRANSFER_ENCODING" in environ or environ.get("CONTENT_LENGTH", "0") != "0"


class Body:
    """What has come of one body so far. Use it as a context: it holds a file."""

    on_disk = 0
    """Bytes of all bodies that are too large for memory; only the event loop counts here."""

    def __init__(self, environ: WSGIEnvironment, receive: Receive) -> None:
        self.file = SpooledTemporaryFile(max_size=MEMORY_BYTES)  # noqa: SIM115  closed by __exit__
        self.is_whole = False
        self._receive = receive
        self._announced = int(environ.get("CONTENT_LENGTH") or 0)
        self._received = 0
        self._counted = 0
        self._started = asyncio.get_running_loop().time()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.file.close()
        Body.on_disk -= self._counted

    @property
    def size(self) -> int:
        """As far as is known: what the head announces, or what has come."""
        return max(self._announced, self._received)

    async def read(self, most: int) -> None:
        """Read on until the body is whole or known to be larger than `most` bytes. Raises Unreadable."""
        try:
            async with asyncio.timeout_at(self._deadline) as patience:
                while not self.is_whole and self.size <= most:
                    self._take(await self._receive())
                    patience.reschedule(self._deadline)
        except TimeoutError:
            raise Late from None

    async def drain(self) -> None:
        """Read on for a few seconds and keep nothing: a client that still sends sees the answer only if its connection
        is not closed meanwhile."""
        with suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_SECONDS):
                while (message := await self._receive())["type"] == "http.request" and message.get("more_body"):
                    pass

    def _take(self, message: dict[str, Any]) -> None:
        if message["type"] != "http.request":
            raise Broken
        part = message.get("body", b"")
        self._received += len(part)
        if self._received > MEMORY_BYTES:
            self._count_on_disk()
        self.file.write(part)
        self.is_whole = not message.get("more_body", False)

    def _count_on_disk(self) -> None:
        Body.on_disk += self._received - self._counted
        self._counted = self._received
        if Body.on_disk > DISK_BYTES_MAX:
            raise Full

    @property
    def _deadline(self) -> float:
        return self._started + PATIENCE_SECONDS + self._received / BYTES_PER_SECOND
