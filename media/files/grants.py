"""What its bearer may do at the server of files, signed by us: that server asks no database.

A grant to download is good for 60 seconds, one to upload for three days; none is good once the right behind it has
ended (`cut_off`), which stops a download that has begun, too.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Self

from django.core import signing

from web.valkey import valkey

DOWNLOAD_SECONDS = 60
UPLOAD_SECONDS = 3 * 24 * 60 * 60
_ENDED = "files.ended:"


class NotGranted(Exception):
    """The grant is forged, damaged or too old, or the right behind it has ended."""


@dataclass(frozen=True)
class Upload:
    """To send one file: `key` names it in the store, `bytes` is how large it will be, `user` who sends it."""

    key: str
    bytes: int
    user: int
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
    """To fetch files: `files` has key, name and media type of each; `name` is that of the ZIP, where it is one."""

    files: Sequence[Sequence[str]]
    user: int
    name: str = ""
    granted_at: float = 0.0

    salt = "media.download"
    seconds = DOWNLOAD_SECONDS

    def signed(self) -> str:
        return _signed(self)

    @classmethod
    def read(cls, token: str) -> Self:
        """Raises NotGranted."""
        return _read(cls, token)


def _signed(grant: Upload | Download) -> str:
    return signing.dumps(asdict(grant) | {"granted_at": time.time()}, salt=grant.salt, compress=True)


def _read(kind, token: str):
    try:
        return kind(**signing.loads(token, salt=kind.salt, max_age=kind.seconds))
    except (signing.BadSignature, TypeError) as error:
        raise NotGranted from error


def cut_off(users: Iterable[int]) -> None:
    """End all grants that these users have now: somebody has lost a right. Raises redis.RedisError."""
    pipe = valkey().pipeline(transaction=False)
    for user in users:
        pipe.set(f"{_ENDED}{user}", time.time(), ex=UPLOAD_SECONDS)
    pipe.execute()


def ended_key(user: int) -> str:
    """Where Valkey has the moment up to which this user's grants have ended, in seconds of Unix time."""
    return f"{_ENDED}{user}"
