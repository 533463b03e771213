"""The live server: a small ASGI app that tells open pages which of the topics they show have a new version.

It touches no database. `GET /stream?topic=...&token=...` is the stream, `GET /health` the state.

Events: `version` with `{"topic", "version"}`; `missed` when Redis was gone, and what changed meanwhile is known to the
site alone; `renew` when a token has run out or somebody may have lost the right to a topic, after which the stream
ends and the page fetches a new token. Whoever comes with a token that has run out is refused with 403, which stops a
browser from trying again by itself. A line of comment every 15 seconds keeps proxies from closing a quiet stream; a
viewer that takes nothing for 20 seconds is dropped.
"""

import asyncio
import contextlib
import json
import os
from collections.abc import Awaitable, Callable, Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from redis.exceptions import RedisError

from stageslot.hub import RENEW, Hub, Message, Send, Viewer, body
from stageslot.open_files import allow_many_open_files
from web import streams

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stageslot.settings")

Receive = Callable[[], Awaitable[Message]]

RECONNECT_MILLISECONDS = 2000
QUERY_BYTES_MAX = 16_000
FIELDS_MAX = 100

OPENING = f"retry: {RECONNECT_MILLISECONDS}\n\n".encode()
JSON = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
EVENT_STREAM = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


class LiveApp:
    """The ASGI application. One hub per process, living from startup to shutdown."""

    hub: Hub

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self.hub = Hub(settings.REDIS_URL)
        running = [asyncio.create_task(self.hub.listen()), asyncio.create_task(self.hub.pulse())]
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await self.hub.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["path"] not in ("/stream", "/health"):
            return await refuse(send, HTTPStatus.NOT_FOUND, "There is nothing here.")
        if scope["method"] != "GET":
            return await refuse(send, HTTPStatus.METHOD_NOT_ALLOWED, "Only GET is allowed.")
        if scope["path"] == "/health":
            return await self._health(send)
        return await self._stream(scope, receive, send)

    async def _health(self, send: Send) -> None:
        status = HTTPStatus.OK if self.hub.is_subscribed else HTTPStatus.SERVICE_UNAVAILABLE
        await answer_json(send, status, {"redis": self.hub.is_subscribed, "viewers": self.hub.viewers_count})

    async def _stream(self, scope: Message, receive: Receive, send: Send) -> None:
        headers = cors_headers(scope)
        try:
            topics, tokens = parse_query(scope["query_string"])
            allowed = streams.allow_topics(topics, tokens)
            closes_at = streams.closes_at(tokens)
            rights = streams.rights_of(tokens)
        except streams.StreamRefused as refusal:
            return await refuse(send, HTTPStatus.FORBIDDEN, f"Refused: {refusal}.", headers)
        except ValueError:
            return await refuse(send, HTTPStatus.BAD_REQUEST, "The query cannot be read.", headers)
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 — the server runs each request in a task
        give_up = task.cancel
        viewer = Viewer(allowed, send, give_up, closes_at, rights)
        is_ended = await self._is_ended(viewer)
        try:
            await start(send, HTTPStatus.OK, EVENT_STREAM + headers)
            if is_ended:  # since its page was made: no fault of the page, so no refusal that fills the console
                await send(RENEW)
                return None
            await send(body(OPENING))
            async with self.hub.watching(viewer):
                await gone(receive)
        except asyncio.CancelledError:  # the server stops, or nobody takes what we send
            viewer.tell(body(b"", is_last=True))
        except OSError:
            pass

    async def _is_ended(self, viewer: Viewer) -> bool:
        """Whether a right that it rests on has ended. False while Redis is gone: then nothing is told, either."""
        with contextlib.suppress(RedisError, OSError):
            return viewer.is_ended_by(await self.hub.ended(viewer.rights))
        return False


async def gone(receive: Receive) -> None:
    """Wait until the connection is closed, or the response is complete."""
    while (await receive())["type"] != "http.disconnect":
        pass


def parse_query(query: bytes) -> tuple[list[str], list[str]]:
    """The topics and tokens of a query string. Raises ValueError for one that is too long or not UTF-8."""
    if len(query) > QUERY_BYTES_MAX:
        raise ValueError("too long")
    fields = parse_qs(query.decode("ascii"), errors="strict", max_num_fields=FIELDS_MAX)
    return fields.get("topic", []), fields.get("token", [])


def cors_headers(scope: Message) -> list[tuple[bytes, bytes]]:
    """Let the site's own pages read the answer; no credentials, so no cookie of a visitor is ever used."""
    site = settings.SITE_URL.encode()
    is_ours = any(name == b"origin" and value == site for name, value in scope["headers"])
    return [(b"vary", b"origin"), *([(b"access-control-allow-origin", site)] if is_ours else [])]


async def refuse(send: Send, status: HTTPStatus, detail: str, headers: Iterable[tuple[bytes, bytes]] = ()) -> None:
    await answer_json(send, status, {"title": status.phrase, "status": status, "detail": detail}, headers)


async def answer_json(
    send: Send, status: HTTPStatus, content: dict[str, Any], headers: Iterable[tuple[bytes, bytes]] = ()
) -> None:
    text = json.dumps(content).encode()
    length = (b"content-length", str(len(text)).encode())
    await start(send, status, [*JSON, length, *headers])
    await send(body(text, is_last=True))


async def start(send: Send, status: HTTPStatus, headers: list[tuple[bytes, bytes]]) -> None:
    await send({"type": "http.response.start", "status": int(status), "headers": headers})


allow_many_open_files()
app = LiveApp()
