"""Downloads by grant, for the server of files (`stageslot.files`): a file, or several as a ZIP that lies nowhere."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from django.utils.http import content_disposition_header
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse
from starlette.types import Message, Receive, Scope, Send
from zipstream import ZipStream

from media.files import grants
from media.files.disk_store import DiskStore
from media.files.file_store import CHUNK_BYTES, FileStore
from media.files.filenames import distinct_names

LOOK_SECONDS = 4
"""So often a download that goes on asks whether it still may."""
SEND_SECONDS = 60
"""A client that takes less than a chunk in this time is cut off."""
HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-site",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def download(store: FileStore, grant: grants.Download) -> Response:
    """The answer to a GET or HEAD. Blocks; raises `Gone` where a file is not there any more."""
    for key, _name, _type, _size in grant.files:
        store.offset(key)
    if grant.name:
        return _zip(store, grant)
    [(key, name, media_type, _size)] = grant.files
    if address := store.signed_url(key, name, media_type):
        return RedirectResponse(address, 302, HEADERS)
    assert isinstance(store, DiskStore)  # noqa: S101 — every other store signs addresses
    path = store.path(key)
    return LargePartsResponse(path, headers=HEADERS, media_type=media_type, filename=name)


def _zip(store: FileStore, grant: grants.Download) -> Response:
    """Stored, not packed: sound is packed already, and so its length is known beforehand (ZIP64 where it must be)."""
    packed = ZipStream(sized=True)
    names = distinct_names(name for _key, name, _type, _size in grant.files)
    for (key, _name, _type, size), name in zip(grant.files, names, strict=True):
        packed.add(store.read(key), name, size=size)
    headers = HEADERS | {
        "Content-Length": str(len(packed)),
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=grant.name) or "attachment",
    }
    return StreamingResponse(iter(packed), media_type="application/zip", headers=headers)


class LargePartsResponse(FileResponse):
    """Sends chunks four times as large as Starlette's, since each costs a turn of a thread."""

    chunk_size = CHUNK_BYTES


class Watched:
    """A response that ends early when it may go on no longer, or nobody takes it."""

    def __init__(self, response: Response, is_ended: Callable[[], Awaitable[bool]]) -> None:
        self._response = response
        self._is_ended = is_ended

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        looked_at = time.monotonic()

        async def watched(message: Message) -> None:
            nonlocal looked_at
            if time.monotonic() - looked_at > LOOK_SECONDS:
                looked_at = time.monotonic()
                if await self._is_ended():
                    raise Ended
            async with asyncio.timeout(SEND_SECONDS):
                await send(message)

        try:
            await self._response(scope, receive, watched)
        except* (Ended, TimeoutError):
            pass  # uvicorn closes a connection whose answer is not whole


class Ended(Exception):
    """The right behind a download has ended meanwhile."""
