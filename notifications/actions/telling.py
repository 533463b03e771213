"""Writing the outbox, in the transaction that made the news true."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from celery import current_app
from django.db import transaction
from django.utils.timezone import now
from psycopg.types.json import Jsonb

from notifications.actions.settling import mail_times
from notifications.kinds import registry
from notifications.models import Notification
from notifications.queries import version_at
from web.announce import announce_on_commit
from web.identifiers import uuid7
from web.prepared import run

DELIVERY = "notifications.tasks.deliver"
BATCH_MAX = 100

# Without a preference a user gets both mail and inbox, unless it is only mailed. No row for users who want neither.
TELL = """
INSERT INTO notifications_notification
       (id, user_id, kind, path, data, created_at, in_app, email_state, email_attempts, email_next_at)
SELECT told.id, told.user_id, %(kind)s::text, path, data, %(at)s, %(shown)s::bool AND coalesce(said.in_app, true),
       CASE WHEN is_active AND coalesce(said.by_email, true) THEN 'wanted' ELSE 'skipped' END, 0, mail_at
  FROM unnest(%(ids)s::uuid[], %(users)s::uuid[], %(are_active)s::bool[], %(paths)s::text[], %(data)s::jsonb[],
              %(mail_ats)s::timestamptz[])
       AS told(id, user_id, is_active, path, data, mail_at)
  LEFT JOIN notifications_preference said ON said.user_id = told.user_id AND said.kind = %(kind)s::text
 WHERE %(shown)s::bool AND coalesce(said.in_app, true) OR (is_active AND coalesce(said.by_email, true))
RETURNING id, user_id, in_app, email_state = 'wanted' AND email_next_at <= %(at)s
"""
COLUMNS = ("ids", "users", "are_active", "paths", "data", "mail_ats")


@dataclass(frozen=True)
class News:
    """What is told to some users: the page it leads to, ids and plain values for the renderer of its kind."""

    users: Iterable
    path: str = ""
    data: dict = field(default_factory=dict)


def notify(*, users: Iterable, kind: str, path: str = "", data: dict | None = None) -> None:
    """`notify_all` for one piece of news."""
    notify_all(kind=kind, news=[News(users, path, data or {})])


def notify_all(*, kind: str, news: Iterable[News]) -> None:
    """Notify each of these users once of each piece of news, by the channels they chose for this kind.

    Belongs in the caller's transaction: the rows are the outbox. After the commit one message hands them all to the
    worker and their open pages are told; where that fails, a sweep finds them within a minute. One statement, whatever
    the number of users and news, and up to three more for a kind that settles (`mail_times`); none without users.
    """
    told = [(user, each) for each in news for user in {user.pk: user for user in each.users}.values()]
    if not told:
        return
    at = now()
    with transaction.atomic(savepoint=False):
        mail_ats = mail_times(kind, [(user.pk, each.data) for user, each in told], at)
        values = (
            (uuid7(), user.pk, user.is_active, each.path, Jsonb(each.data), mail_at)
            for (user, each), mail_at in zip(told, mail_ats, strict=True)
        )
        columns = dict(zip(COLUMNS, map(list, zip(*values, strict=True)), strict=True))
        rows = run(TELL, {"kind": kind, "at": at, "shown": not _is_only_mailed(kind)} | columns)
        mails = [str(pk) for pk, _user_id, _in_app, is_due in rows if is_due]
        if mails:
            # robust: a broker that is down must not turn a committed change into an error.
            transaction.on_commit(lambda: _hand_over(mails), robust=True)
        announce_inboxes({user_id for _pk, user_id, in_app, _is_due in rows if in_app}, at)


def _is_only_mailed(name: str) -> bool:
    kind = registry.find_kind(name)
    return kind is not None and kind.is_only_mailed


@transaction.atomic
def take_back(*, kind: str, data: dict) -> None:
    """Delete notifications that are no longer true. Mails that are still to be sent are not sent.

    One that is being mailed at this moment stays: nobody waits for a mail server.
    """
    found = Notification.objects.filter(kind=kind, data__contains=data).select_for_update(skip_locked=True)
    rows = list(found.values_list("pk", "user_id"))
    Notification.objects.filter(pk__in=[pk for pk, _user_id in rows]).delete()
    announce_inboxes({user_id for _pk, user_id in rows}, now())


def _hand_over(mails: list[str]) -> None:
    """Hand these mails to the worker, so many at once that several processes share them and each sends its part over
    one connection. The log's text is made here: Celery takes longer for it than for the sending."""
    for batch in _batches(mails):
        current_app.send_task(DELIVERY, [batch], retry=False, argsrepr=", ".join(batch), kwargsrepr="{}")


def _batches(mails: list[str]) -> list[list[str]]:
    return [mails[start : start + BATCH_MAX] for start in range(0, len(mails), BATCH_MAX)]


def announce_inboxes(user_ids: Collection, at: dt.datetime) -> None:
    """Tell the open pages of these users, after the commit, that their inbox changed at this moment."""
    topics = {f"u.{user_id}": version_at(at) for user_id in user_ids}
    announce_on_commit(topics)
