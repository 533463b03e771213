"""The page server's application: runs the site, which is WSGI, so that no slow client holds one of its threads.

An ASGI application (`stageslot.pages:app`). A request is read whole before a thread runs Django; of an answer a thread
makes one part at a time, the next one when the client has taken the last. See docs/decisions/0010-slow-clients.md.
"""

import asyncio
import io
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from wsgiref.types import WSGIApplication, WSGIEnvironment

from django.conf import settings

from stageslot.bodies import Body, Unreadable, has_body
from stageslot.exchange import Answer, make_environ
from stageslot.open_files import allow_many_open_files
from stageslot.wsgi import application
from web.body_limits import ASKS_LIMIT, LIMIT

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

THREADS = 4
SEND_SECONDS = 60
"""A client that takes less than a part in this time is cut off."""
CLOSE = (b"connection", b"close")


class PagesApp:
    """Runs a WSGI application in a few threads that never wait for a client."""

    def __init__(self, site: WSGIApplication, threads: int = THREADS) -> None:
        self._site = site
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request; there is nothing to do at start and end."""
        if scope["type"] != "http":
            return
        environ = make_environ(scope)
        if has_body(environ):
            await self._answer_body(environ, receive, send)
        else:
            environ["wsgi.input"] = io.BytesIO()
            await self._send(await self._begin(environ), receive, send)

    async def _answer_body(self, environ: WSGIEnvironment, receive: Receive, send: Send) -> None:
        with Body(environ, receive) as body:
            try:
                refusal = await self._read(environ, body)
            except Unreadable as error:
                await _send_plain(send, error.status, error.sentence)
                return
            if refusal:
                refusal.headers.append(CLOSE)
                await self._send(refusal, receive, send)
                await body.drain()
                return
            body.file.seek(0)
            environ |= {"wsgi.input": body.file, "CONTENT_LENGTH": str(body.size)}
            await self._send(await self._begin(environ), receive, send)

    async def _read(self, environ: WSGIEnvironment, body: Body) -> Answer | None:
        """Read the body whole. One larger than a form's is the site's to allow, before more of it is read: returns
        its answer where it does not."""
        most = settings.FORM_BYTES_MAX
        while not body.is_whole:
            if body.size > most:
                asked = environ | {ASKS_LIMIT: True, "wsgi.input": io.BytesIO(), "CONTENT_LENGTH": str(body.size)}
                answer = await self._begin(asked)
                if LIMIT not in asked:
                    return answer
                most = asked[LIMIT]
            await body.read(most)
        return None

    async def _begin(self, environ: WSGIEnvironment) -> Answer:
        answer = Answer(self._site, environ)
        await self._in_thread(answer.begin)
        return answer

    async def _send(self, answer: Answer, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        if not answer.is_whole:
            await self._send_parts(answer, receive, send)
        if answer.is_whole:
            await send({"type": "http.response.body", "body": answer.part})

    async def _send_parts(self, answer: Answer, receive: Receive, send: Send) -> None:
        """All parts but the last; without that the client knows that the answer is not whole. None is made for a client
        that has left or takes nothing."""
        leaving = asyncio.create_task(_until_gone(receive))
        try:
            while not answer.is_whole and not leaving.done():
                async with asyncio.timeout(SEND_SECONDS):
                    await send({"type": "http.response.body", "body": answer.part, "more_body": True})
                await self._in_thread(answer.go_on)
        except TimeoutError:
            pass
        finally:
            leaving.cancel()
            if not answer.is_whole:
                await self._in_thread(answer.close)

    async def _in_thread(self, work: Callable[[], None]) -> None:
        await asyncio.get_running_loop().run_in_executor(self._threads, work)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send_plain(send: Send, status: int, sentence: str) -> None:
    """Without the site: whoever is answered so shall not cost it anything."""
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(sentence)).encode()), CLOSE]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": sentence.encode()})


allow_many_open_files()
app = PagesApp(application)
