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

MEMORY_BYTES = 64 * 1024
PATIENCE_SECONDS = 20
BYTES_PER_SECOND = 8 * 1024
"""Whoever sends slower than this, after the first seconds, is cut off."""
DRAIN_SECONDS = 5


class Late(Exception):
    """The body did not come in time."""


class Broken(Exception):
    """The client left before the body was whole, or sent what is no body."""


def has_body(environ: WSGIEnvironment) -> bool:
    """Whether the head of a request announces a body (RFC 9112, 6)."""
    return "HTTP_TRANSFER_ENCODING" in environ or environ.get("CONTENT_LENGTH", "0") != "0"


class Body:
    """What has come of one body so far. Use it as a context: it holds a file."""

    def __init__(self, environ: WSGIEnvironment, receive: Receive) -> None:
        self.file = SpooledTemporaryFile(max_size=MEMORY_BYTES)  # noqa: SIM115  closed by __exit__
        self.is_whole = False
        self._receive = receive
        self._announced = int(environ.get("CONTENT_LENGTH") or 0)
        self._received = 0
        self._started = asyncio.get_running_loop().time()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.file.close()

    @property
    def size(self) -> int:
        """As far as is known: what the head announces, or what has come."""
        return max(self._announced, self._received)

    async def read(self, most: int) -> None:
        """Read on until the body is whole or known to be larger than `most` bytes. Raises Late and Broken."""
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
        self.file.write(part)
        self._received += len(part)
        self.is_whole = not message.get("more_body", False)

    @property
    def _deadline(self) -> float:
        return self._started + PATIENCE_SECONDS + self._received / BYTES_PER_SECOND
