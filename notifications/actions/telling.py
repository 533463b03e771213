"""Writing the outbox, in the transaction that made the news true."""

from collections.abc import Collection, Iterable

from celery import current_app
from django.db import transaction
from django.utils.timezone import now

from notifications.models import Notification, Preference
from notifications.queries import version_at
from stageslot.web.announce import announce

DELIVERY = "notifications.tasks.deliver"


def notify(*, users: Iterable, kind: str, path: str = "", data: dict | None = None) -> None:
    """Tell each of these users once, by the ways they want to hear of this kind.

    Belongs in the caller's transaction: the rows are the outbox. After the commit one message hands them all to the
    worker and their open pages are told; where that fails, a sweep finds them within a minute. `data` holds ids and
    plain values for the renderer of `kind`.
    """
    told = {user.pk: user for user in users}
    said = {each.user_id: each for each in Preference.objects.filter(user__in=told, kind=kind)}
    default = Preference()
    created_at = now()
    rows = [
        _row(user, said.get(pk, default), kind=kind, path=path, data=data or {}, created_at=created_at)
        for pk, user in told.items()
    ]
    rows = [row for row in rows if row.in_app or row.email_state == Notification.EmailState.WANTED]
    with transaction.atomic():
        Notification.objects.bulk_create(rows)
        mails = [str(row.pk) for row in rows if row.email_state == Notification.EmailState.WANTED]
        # robust: a broker that is down must not turn a committed change into an error.
        transaction.on_commit(lambda: _hand_over(mails), robust=True)
        announce_inboxes([row.user_id for row in rows if row.in_app], created_at)


def announce_inboxes(user_ids: Collection, at) -> None:
    """Tell the open pages of these users, after the commit, that their inbox changed at this moment."""
    topics = {f"u.{user_id}": version_at(at) for user_id in user_ids}
    transaction.on_commit(lambda: announce(topics), robust=True)


def _row(user, preference: Preference, **fields) -> Notification:
    wants_mail = preference.by_email and user.is_active
    state = Notification.EmailState.WANTED if wants_mail else Notification.EmailState.SKIPPED
    return Notification(user=user, in_app=preference.in_app, email_state=state, **fields)


def _hand_over(notification_ids: list[str]) -> None:
    if notification_ids:
        current_app.send_task(DELIVERY, [notification_ids], retry=False)
