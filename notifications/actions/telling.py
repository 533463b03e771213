"""Writing the outbox, in the transaction that made the news true."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from celery import current_app
from django.db import transaction
from django.utils.timezone import now

from notifications.models import Notification, Preference
from notifications.queries import version_at
from stageslot.web.announce import announce

DELIVERY = "notifications.tasks.deliver"


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
    """Tell each of these users once of each of these news, by the ways they want to hear of this kind.

    Belongs in the caller's transaction: the rows are the outbox. After the commit one message hands them all to the
    worker and their open pages are told; where that fails, a sweep finds them within a minute. Two queries, whatever
    the number of users and news; none without users.
    """
    told = [(user, each) for each in news for user in {user.pk: user for user in each.users}.values()]
    if not told:
        return
    said = Preference.objects.filter(user__in={user.pk for user, _news in told}, kind=kind)
    preferences = {preference.user_id: preference for preference in said}
    default = Preference()
    created_at = now()
    rows = [
        _row(user, preferences.get(user.pk, default), kind=kind, path=each.path, data=each.data, created_at=created_at)
        for user, each in told
    ]
    rows = [row for row in rows if row.in_app or row.email_state == Notification.EmailState.WANTED]
    with transaction.atomic(savepoint=False):
        Notification.objects.bulk_create(rows)
        mails = [str(row.pk) for row in rows if row.email_state == Notification.EmailState.WANTED]
        # robust: a broker that is down must not turn a committed change into an error.
        transaction.on_commit(lambda: _hand_over(mails), robust=True)
        announce_inboxes({row.user_id for row in rows if row.in_app}, created_at)


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
