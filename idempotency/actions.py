"""Doing what a request asks once, however often it arrives (draft-ietf-httpapi-idempotency-key-header)."""

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models.functions import Now
from psycopg.errors import LockNotAvailable

from web.users import User, Viewer

from .errors import KeyInvalid, OtherBody, Running
from .models import OnceRequest

KEPT_FOR = timedelta(hours=24)
LONGEST_KEY = 255
LONGEST_WAIT = "3s"

Effect = Callable[[], tuple[int, dict, Collection[str]]]


@dataclass(frozen=True)
class Answer:
    """What a request is answered with. `is_repeat` tells that nothing was done now; secrets in `body` are None then."""

    status: int
    body: dict
    is_repeat: bool


def once(*, user: Viewer | None, path: str, key: str, body: bytes, effect: Effect, waits: bool = False) -> Answer:
    """Runs `effect`, unless the same request has been answered within 24 h: then gives that answer again.

    `effect()` returns (status, body, names of the fields of body that are shown only once) and runs in the one
    transaction that also keeps its answer: both are there afterwards, or neither. Only successes (below 400) are kept;
    whatever else is answered or raised rolls back what was done. `user` may be None or anonymous if the key is random.

    Raises Running if the same request is just being carried out (with `waits`: if it still is after 3 s), OtherBody if
    its body was another, KeyInvalid. Takes an advisory lock for the transaction, before any lock of `effect`.
    """
    _check_key(key)
    person = user if user is not None and user.is_authenticated else None
    body_hash = hashlib.sha256(body).hexdigest()
    with transaction.atomic():
        _lock(f"{person and person.pk}\0{path}\0{key}", waits=waits)
        if kept := _kept_answer(person, path, key, body_hash):
            return kept
        status, answer, secrets = effect()
        if status >= 400:
            transaction.set_rollback(True)
        else:
            stored = {name: None if name in secrets else value for name, value in answer.items()}
            OnceRequest.objects.create(user=person, path=path, key=key, body_hash=body_hash, status=status, body=stored)
    return Answer(status, answer, is_repeat=False)


def find_answer(*, user: Viewer | None, path: str, key: str, body: bytes) -> Answer | None:
    """What the same request was answered within 24 h, if it was. Raises OtherBody, KeyInvalid."""
    _check_key(key)
    person = user if user is not None and user.is_authenticated else None
    with transaction.atomic():
        return _kept_answer(person, path, key, hashlib.sha256(body).hexdigest())


def delete_old_requests() -> int:
    """Forgets what is older than 24 h; returns how many there were."""
    return OnceRequest.objects.filter(created_at__lt=Now() - KEPT_FOR).delete()[0]


def _check_key(key: str) -> None:
    if not (1 <= len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise KeyInvalid


def _lock(name: str, *, waits: bool) -> None:
    number = int.from_bytes(hashlib.sha256(f"once\0{name}".encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        if waits:
            _wait_for_lock(cursor, number)
            return
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise Running


def _wait_for_lock(cursor: CursorWrapper, number: int) -> None:
    """Leaves the time-out as it was for the effect that follows."""
    cursor.execute("SELECT current_setting('lock_timeout'), set_config('lock_timeout', %s, true)", [LONGEST_WAIT])
    before = cursor.fetchone()[0]
    try:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise Running from error
        raise
    cursor.execute("SELECT set_config('lock_timeout', %s, true)", [before])


def _kept_answer(user: User | None, path: str, key: str, body_hash: str) -> Answer | None:
    """Read after the lock was got: READ COMMITTED then sees what its last holder has committed."""
    same_key = OnceRequest.objects.filter(user=user, path=path, key=key)
    same_key.filter(created_at__lt=Now() - KEPT_FOR).delete()
    kept = same_key.first()
    if kept is None:
        return None
    if kept.body_hash != body_hash:
        raise OtherBody
    return Answer(kept.status, kept.body, is_repeat=True)
