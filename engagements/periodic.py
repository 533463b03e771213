"""How the clock works through rows: each in a transaction of its own, one that fails does not stop the others."""

import logging

from availability.errors import Busy
from web.errors import Refusal

AT_ONCE_MAX = 500

logger = logging.getLogger(__name__)


def each(rows, action) -> int:
    """Act on at most AT_ONCE_MAX rows, each in a transaction of its own; how many were done.

    One that somebody else is just writing to waits for the next time.
    """
    done = 0
    for row in rows[:AT_ONCE_MAX]:
        try:
            action(row)
        except Refusal as refusal:
            logger.warning("%r was left for later: %s", row, refusal)
        else:
            done += 1
    return done


def every(rows, action) -> None:
    """Act on all rows, however many, each in a transaction of its own. Raises `Busy` at the end where somebody else was
    writing to one: the task is to be run again, so the action must bear to be repeated."""
    left: Busy | None = None
    for row in rows.iterator():
        try:
            action(row)
        except Busy as busy:
            left = busy
        except Refusal as refusal:
            logger.warning("%r was left as it is: %s", row, refusal)
    if left:
        raise left
