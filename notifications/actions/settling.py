"""News of how a thing stands now: whoever presses to and fro sends no mail with each press."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from notifications.kinds import registry
from notifications.models import Notification

PAUSE = dt.timedelta(hours=1)
"""How long after a mail about a thing the next one waits."""

WANTED, SENT = Notification.EmailState.WANTED, Notification.EmailState.SENT


def mail_times(kind: str, told: Sequence[tuple[UUID, dict]], at: dt.datetime) -> list[dt.datetime]:
    """When each of these, a user's id and their data, may be mailed: `at` once, but for a kind that settles.

    There a mail waits until PAUSE after the last one about the same thing. What still waits to be mailed is deleted,
    and the new one gets its turn, so the last word is always mailed. One that is being mailed at this moment stays.
    Assumes whatever lock the thing is changed under. Up to three queries for a kind that settles, none for others.
    """
    settling = registry.find_settling(kind)
    if settling is None:
        return [at] * len(told)
    turns = _turns(settling, told, at)
    return [turns.get((user_id, data[settling.by]), at) for user_id, data in told]


def _turns(
    settling: registry.Settling, told: Sequence[tuple[UUID, dict]], at: dt.datetime
) -> dict[tuple[UUID, Any], dt.datetime]:
    """By user and thing: when the next mail may go out, where one has gone out or waits."""
    key = f"data__{settling.by}"
    same = {"user__in": {user_id for user_id, _data in told}, f"{key}__in": [data[settling.by] for _id, data in told]}
    earlier = Notification.objects.filter(
        kind__in=settling.kinds, email_state__in=(WANTED, SENT), created_at__gt=at - 2 * PAUSE, **same
    )
    rows = list(earlier.values_list("pk", "user", key, "email_state", "email_next_at", "email_sent_at"))
    replaced = _delete([row[0] for row in rows if row[3] == WANTED])
    turns: dict[tuple[UUID, Any], dt.datetime] = {}
    for pk, user_id, thing, _state, next_at, sent_at in rows:
        turn = next_at if pk in replaced else (sent_at or at) + PAUSE
        turns[user_id, thing] = max(turn, turns.get((user_id, thing), turn))
    return turns


def _delete(pks: Sequence[UUID]) -> set[UUID]:
    """Delete those of these that nobody is just mailing; which they were."""
    if not pks:
        return set()
    waiting = Notification.objects.filter(pk__in=pks, email_state=WANTED)
    locked = set(waiting.select_for_update(skip_locked=True).values_list("pk", flat=True))
    Notification.objects.filter(pk__in=locked).delete()
    return locked
