"""How the servers of streams and files meet their clients: with two deadlines that uvicorn does not have."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 10
FULL_SECONDS = 30
"""A little more than a viewer has (`stageslot.hub`): who takes nothing is dropped there first, and told why."""


class PromptProtocol(HttpToolsProtocol):
    """Cuts off a client that has not sent a whole request in time, or takes nothing of what is sent.

    Between two requests uvicorn's own `timeout_keep_alive` counts. When uvicorn closes a connection it waits, without
    end, for what it has written to be read.
    """

    _deadline: asyncio.TimerHandle | None = None
    _full: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._expect_request()

    def on_message_begin(self) -> None:
        self._expect_request()
        super().on_message_begin()

    def on_message_complete(self) -> None:
        self._forget_deadline()
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget_deadline()
        if self._full:
            self._full.cancel()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        self._full = self.loop.call_later(FULL_SECONDS, self.transport.abort)
        super().pause_writing()

    def resume_writing(self) -> None:
        if self._full:
            self._full.cancel()
        super().resume_writing()

    def _expect_request(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(HEAD_SECONDS, self.transport.abort)

    def _forget_deadline(self) -> None:
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None


class UploadProtocol(PromptProtocol):
    """The deadline is for the head of a request alone: a body may take hours, while something of it comes
    (`stageslot.uploads.QUIET_SECONDS`)."""

    def on_headers_complete(self) -> None:
        self._forget_deadline()
        super().on_headers_complete()
