"""Uploads by tus 1.0 (https://tus.io/protocols/resumable-upload), for the server of files (`stageslot.files`).

Core, checksum, expiration and termination; the page server does creation, which asks the database. What arrives is kept
piece by piece, so whoever is cut off goes on behind the last one. A part with a checksum is kept whole or not at all.
"""

import asyncio
import base64
import hashlib
import tempfile
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from email.utils import formatdate
from http import HTTPStatus
from typing import BinaryIO, Self, cast

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from media.files import contents, grants
from media.files.file_store import CHUNK_BYTES, PIECE_BYTES, FileStore, Gone, Receipt, is_no_room
from media.files.receipts import receipt_of

VERSION = "1.0.0"
ALGORITHMS = ("sha256", "sha1")
CHECKED_BYTES_MAX = 64 * 1024 * 1024
"""So much may be sent in one part with a checksum."""
QUIET_SECONDS = 30
"""A sender of whom nothing comes for so long is cut off; it may go on later."""
HASHES_MAX = 1000
CHECKSUM_MISMATCH = 460
BODY_TYPE = "application/offset+octet-stream"


class Refused(Exception):
    """An answer that is no success."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


class Piece:
    """A part of a file on its way into the store: on disk, with the hashes of what was written.

    `whole` becomes the hash of the file up to the end of this piece, where it is known up to its beginning.
    """

    def __init__(self, whole: "hashlib._Hash | None", checksum: tuple[str, bytes] | None) -> None:
        self.file: BinaryIO = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 — `__exit__` closes it
        self.size = 0
        self.head = b""
        self.whole = whole
        self.checksum = checksum
        self._checked = hashlib.new(checksum[0]) if checksum else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.file.close()

    def write(self, content: bytes) -> None:
        self.file.write(content)
        self.size += len(content)
        self.head += content[: contents.HEAD_BYTES - len(self.head)]
        for each in (self.whole, self._checked):
            if each:
                each.update(content)

    @property
    def is_as_sent(self) -> bool:
        """False where a checksum came with it that differs."""
        return not (self._checked and self.checksum) or self._checked.digest() == self.checksum[1]

    def rewind(self) -> BinaryIO:
        self.file.seek(0)
        return self.file


class Uploads:
    """All uploads of this process. Whoever may send is decided by grants before anything here is called."""

    def __init__(self, store: FileStore) -> None:
        self._store = store
        self._busy: set[str] = set()
        self._hashes: OrderedDict[str, tuple[int, hashlib._Hash]] = OrderedDict()
        """SHA-256 of the first bytes of files, and of how many; of others it is made at the end."""

    async def head(self, grant: grants.Upload) -> Response:
        """How much has come."""
        with self._turn(grant.key):
            offset = await self._offset(grant)
        headers = {"Upload-Offset": str(offset), "Upload-Length": str(grant.bytes), **expires(grant)}
        return Response(headers=headers | {"Cache-Control": "no-store"})

    async def patch(self, grant: grants.Upload, request: Request) -> Response:
        """Take what comes next."""
        if request.headers.get("content-type") != BODY_TYPE:
            raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"The content type must be {BODY_TYPE}.")
        checksum = read_checksum(request.headers.get("upload-checksum"))
        with self._turn(grant.key):
            offset = await self._offset(grant)
            if request.headers.get("upload-offset") != str(offset):
                raise Refused(HTTPStatus.CONFLICT, f"The next byte is number {offset}.")
            offset = await self._received(grant, offset, request, checksum)
        return Response(status_code=204, headers={"Upload-Offset": str(offset), **expires(grant)})

    async def delete(self, grant: grants.Upload) -> Response:
        """Give up; the receipt tells the page server that it takes no room any more. What is whole stays: it may have
        been sent already. Raises Gone where there is neither file nor receipt: nobody would read a new one."""
        with self._turn(grant.key):
            receipt = await asyncio.to_thread(self._store.receipt, grant.key)
            if receipt and not receipt.is_given_up:
                raise Refused(HTTPStatus.CONFLICT, "This upload is complete.")
            if receipt is None:
                await asyncio.to_thread(self._store.offset, grant.key)
            await asyncio.to_thread(self._give_up, grant.key)
            self._hashes.pop(grant.key, None)
        return Response(status_code=204)

    @contextmanager
    def _turn(self, key: str) -> Iterator[None]:
        """One request at a time for a file. Raises Refused while another one works on it."""
        if key in self._busy:
            raise Refused(HTTPStatus.LOCKED, "Another request is sending this file.")
        self._busy.add(key)
        try:
            yield
        finally:
            self._busy.discard(key)

    async def _offset(self, grant: grants.Upload) -> int:
        """How much is kept. A file that is whole, but was not finished before a restart, is finished first."""
        try:
            offset = await asyncio.to_thread(self._store.offset, grant.key)
        except Gone:
            raise Refused(HTTPStatus.GONE, "There is no such upload any more.") from None
        if offset == grant.bytes and not await asyncio.to_thread(self._store.receipt, grant.key):
            await asyncio.to_thread(self._store.complete, grant.key)
            await asyncio.to_thread(self._finish, grant.key)
        return offset

    async def _received(
        self, grant: grants.Upload, offset: int, request: Request, checksum: tuple[str, bytes] | None
    ) -> int:
        """Returns the new offset. Raises Refused when the disk is full: what was stored stays, and the upload can be
        resumed."""
        try:
            return await self._take(grant, offset, request, checksum)
        except OSError as error:
            if not is_no_room(error):
                raise
            raise Refused(HTTPStatus.INSUFFICIENT_STORAGE, "There is no room at the moment. Go on later.") from error

    async def _take(
        self, grant: grants.Upload, offset: int, request: Request, checksum: tuple[str, bytes] | None
    ) -> int:
        """Keep what comes, piece by piece; returns the new offset."""
        if int(request.headers.get("content-length") or 0) > grant.bytes - offset:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "This is more than was announced.")
        chunks, before = received(request), offset
        has_more = True
        while has_more:
            with Piece(self._hash_of(grant.key, offset), checksum) as piece:
                has_more = await _fill(piece, chunks, grant.bytes - offset)
                offset = await self._keep(grant, offset, piece)
        if before < offset == grant.bytes:
            await asyncio.to_thread(self._finish, grant.key)
        return offset

    def _hash_of(self, key: str, size: int) -> "hashlib._Hash | None":
        """SHA-256 of the bytes kept so far, where it is known."""
        known, whole = self._hashes.get(key, (0, hashlib.sha256()))
        return whole.copy() if known == size else None

    async def _keep(self, grant: grants.Upload, offset: int, piece: Piece) -> int:
        """Append a piece to the file. Raises Refused for a program, which is dropped at once."""
        if offset == 0 and contents.is_program(piece.head):
            await asyncio.to_thread(self._refuse_program, grant.key, piece.size)
            raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Programs cannot be sent.")
        if not piece.size:
            return offset
        end = offset + piece.size
        try:
            await asyncio.to_thread(self._store.append, grant.key, piece.rewind(), is_last=end == grant.bytes)
        except Gone:
            raise Refused(HTTPStatus.GONE, "There is no such upload any more.") from None
        if piece.whole:
            self._remember(grant.key, end, piece.whole)
        return end

    def _remember(self, key: str, size: int, whole: "hashlib._Hash") -> None:
        self._hashes[key] = (size, whole)
        while len(self._hashes) > HASHES_MAX:
            self._hashes.popitem(last=False)

    def _refuse_program(self, key: str, size: int) -> None:
        self._store.drop(key)
        self._store.write_receipt(key, Receipt(size, "", contents.UNKNOWN, is_program=True))

    def _give_up(self, key: str) -> None:
        self._store.drop(key)
        self._store.write_receipt(key, Receipt(0, "", "", is_given_up=True))

    def _finish(self, key: str) -> None:
        """Write the receipt of a file that is whole. Blocks, for some seconds where the hash is to be made anew."""
        size = self._store.offset(key)
        receipt = receipt_of(self._store, key, size, self._hash_of(key, size))
        self._store.write_receipt(key, receipt)
        self._hashes.pop(key, None)


async def _fill(piece: Piece, chunks: AsyncIterator[bytes], room: int) -> bool:
    """Write what comes into the piece until it is full; returns whether more may come. A part with a checksum is one.

    Raises Refused for more than fits into the file, and for what is not as it was sent.
    """
    full = CHECKED_BYTES_MAX if piece.checksum else PIECE_BYTES
    with suppress(ClientDisconnect, TimeoutError):
        async for chunk in chunks:
            if piece.size + len(chunk) > room or (piece.checksum and piece.size + len(chunk) > full):
                raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "This part is too large.")
            await asyncio.to_thread(piece.write, chunk)
            if piece.size >= full and not piece.checksum:
                return True
    if not piece.is_as_sent:
        raise Refused(CHECKSUM_MISMATCH, "The checksum differs: send this part again.")
    return False


async def received(request: Request) -> AsyncIterator[bytes]:
    """The body in chunks of at least CHUNK_BYTES, but for the last. What came before a cut comes before the error:
    raises ClientDisconnect, or TimeoutError when nothing comes for long."""
    gathered, size = [], 0
    stream = request.stream().__aiter__()
    error: Exception | None = None
    while error is None:
        try:
            async with asyncio.timeout(QUIET_SECONDS):
                chunk = await anext(stream)
        except (StopAsyncIteration, ClientDisconnect, TimeoutError) as caught:
            error = caught
        else:
            gathered.append(chunk)
            size += len(chunk)
        if size and (error or size >= CHUNK_BYTES):
            yield b"".join(gathered)
            gathered, size = [], 0
    if not isinstance(error, StopAsyncIteration):
        raise error


def read_checksum(header: str | None) -> tuple[str, bytes] | None:
    """Algorithm and digest. Raises Refused for what cannot be read."""
    if header is None:
        return None
    algorithm, _space, digest = header.partition(" ")
    if algorithm not in ALGORITHMS:
        raise Refused(HTTPStatus.BAD_REQUEST, f"The algorithm must be one of {', '.join(ALGORITHMS)}.")
    try:
        return algorithm, base64.b64decode(digest, validate=True)
    except ValueError:  # of which `binascii.Error` is one
        raise Refused(HTTPStatus.BAD_REQUEST, "The checksum is not Base64.") from None


def expires(grant: grants.Upload) -> dict[str, str]:
    """When an upload ends that nobody finishes (RFC 9110, section 5.6.7)."""
    return {"Upload-Expires": formatdate(grant.granted_at + grants.UPLOAD_SECONDS, usegmt=True)}


def options() -> Response:
    """What of tus is spoken here."""
    return Response(
        status_code=204,
        headers={
            "Tus-Version": VERSION,
            "Tus-Extension": "checksum,expiration,termination",
            "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
        },
    )


def problem(status: int, detail: str) -> JSONResponse:
    """A refusal (RFC 9457)."""
    title = "Checksum mismatch" if status == CHECKSUM_MISMATCH else HTTPStatus(status).phrase
    body = {"title": title, "status": status, "detail": detail}
    return JSONResponse(body, status, media_type="application/problem+json")
