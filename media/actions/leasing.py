"""A worker that prepares an upload says again and again that it is still at it: one that is gone is soon replaced."""

import datetime as dt
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection
from django.db.models import QuerySet
from django.utils.timezone import now

from media.models import Kept
from media.states import State

RENEWED_EVERY = dt.timedelta(seconds=30)
"""Some renewals may be late, or fail, before a lease (`media.models.LEASE`) is over."""

logger = logging.getLogger(__name__)


def mine(kept: Kept) -> QuerySet:
    """The row, as long as it is still ours to work on."""
    return type(kept).objects.filter(pk=kept.pk, state=State.WAITING, taken_at=kept.taken_at)


@contextmanager
def renewed(kept: Kept) -> Iterator[None]:
    """Renews the lease on a row that was taken until the block is left; `kept.taken_at` is then its last renewal."""
    over = threading.Event()
    thread = threading.Thread(target=_renew, name=f"lease on {kept.pk}", args=(kept, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _renew(kept: Kept, over: threading.Event) -> None:
    """Ends where somebody else has taken the row, too: what this worker makes of it counts no more."""
    try:
        while not over.wait(RENEWED_EVERY.total_seconds()):
            at = now()
            try:
                if not mine(kept).update(taken_at=at):
                    return
                kept.taken_at = at
            except DatabaseError:
                logger.warning("the lease on %s was not renewed", kept.pk, exc_info=True)
                connection.close()
    finally:
        connection.close()
