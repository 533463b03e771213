"""What its bearer may do at the server of files, signed by us: that server asks no database.

A grant to download is good for 60 seconds, one to upload for three days; none is good once a right that it rests on
has ended (`cut_off`), which stops a download that has begun, too.
"""

import hashlib
import json
import logging
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Self
from uuid import UUID

from django.core import signing
from django.db import transaction
from redis.exceptions import RedisError

from web.moments import request_began_at
from web.valkey import valkey

DOWNLOAD_SECONDS = 60
UPLOAD_SECONDS = 3 * 24 * 60 * 60
_ENDED = "files.ended:"
_LISTS = "files.listed:"

logger = logging.getLogger(__name__)


class NotGranted(Exception):
    """The grant is forged, damaged or too old, or the right behind it has ended."""


@dataclass(frozen=True)
class Upload:
    """To send one file: `key` names it in the store, `bytes` is how large it will be."""

    key: str
    bytes: int
    rights: Sequence[str]
    granted_at: float = 0.0

    salt = "media.upload"
    seconds = UPLOAD_SECONDS

    def signed(self) -> str:
        return _signed(self)

    @classmethod
    def read(cls, token: str) -> Self:
        """Raises NotGranted."""
        return _read(cls, token)


@dataclass(frozen=True)
class Download:
    """To fetch `files` (key, name, media type and bytes of each). `name` is that of the ZIP, where it is one: then
    `listed` says where Valkey keeps the files, of which an address could not carry all."""

    files: Sequence[tuple[str, str, str, int]]
    rights: Sequence[str]
    name: str = ""
    listed: str = ""
    granted_at: float = 0.0

    salt = "media.download"
    seconds = DOWNLOAD_SECONDS

    def signed(self) -> str:
        return _signed(self)

    @classmethod
    def read(cls, token: str) -> Self:
        """Raises NotGranted."""
        return _read(cls, token)


def keep_list(files: Sequence[tuple[str, str, str, int]]) -> str:
    """Keep the files of a ZIP as long as a grant to fetch it is good, under the id that is returned: the SHA-256 of the
    list, so that asking again takes no more room.

    Never raises: without Valkey the server of files gives nothing anyway.
    """
    content = json.dumps(files).encode()
    listed = hashlib.sha256(content).hexdigest()
    try:
        valkey().set(list_key(listed), content, ex=DOWNLOAD_SECONDS)
    except RedisError:
        logger.warning("the files of a ZIP could not be listed", exc_info=True)
    return listed


def list_key(listed: str) -> str:
    """Where Valkey keeps the files of a ZIP, as JSON."""
    return f"{_LISTS}{listed}"


def _signed(grant: Upload | Download) -> str:
    return signing.dumps(asdict(grant) | {"granted_at": request_began_at()}, salt=grant.salt, compress=True)


def _read(kind, token: str):
    try:
        return kind(**signing.loads(token, salt=kind.salt, max_age=kind.seconds))
    except (signing.BadSignature, TypeError) as error:
        raise NotGranted from error


def right_of(user: UUID, place: UUID | None = None) -> str:
    """The name of a right that a grant rests on: to have an account, to belong to a party, or to read a thread; the
    last two by id."""
    return f"{user}" if place is None else f"{user}.{place}"


def cut_off(rights: Iterable[str]) -> None:
    """End all grants that rest on these rights, once the transaction is committed.

    Never raises: without Valkey the server of files gives nothing, and grants are as short-lived as they are.
    """
    names = list(rights)
    if names:
        transaction.on_commit(lambda: _cut_off(names), robust=True)


def _cut_off(rights: list[str]) -> None:
    pipe = valkey().pipeline(transaction=False)
    for key in ended_keys(rights):
        pipe.set(key, time.time(), ex=UPLOAD_SECONDS)
    try:
        pipe.execute()
    except RedisError:
        logger.warning("grants of %s could not be ended", rights, exc_info=True)


def ended_keys(rights: Iterable[str]) -> list[str]:
    """Where Valkey has the moments up to which grants that rest on these have ended, in seconds of Unix time."""
    return [f"{_ENDED}{right}" for right in rights]
