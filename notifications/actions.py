"""Telling people, and what people do with what they were told."""

import logging
from collections.abc import Iterable

from django.db import transaction
from django.utils.timezone import now
from kombu.exceptions import OperationalError

from notifications.models import Notification, Preference
from stageslot.celery import app
from stageslot.web.announce import announce

logger = logging.getLogger(__name__)


def notify(*, users: Iterable, kind: str, path: str = "", data: dict | None = None) -> list[Notification]:
    """Tell these users, each once, as they wished for this kind. Belongs into the transaction that made it true.

    The rows are the outbox: the worker sends the mails once they are committed, and a sweep finds what a crash left.
    """
    recipients = {user.pk: user for user in users if user.is_active}
    wishes = {wish.user_id: wish for wish in Preference.objects.filter(user__in=recipients, kind=kind)}
    rows = [_row(user_id, wishes.get(user_id), kind, path, data or {}) for user_id in recipients]
    Notification.objects.bulk_create([row for row in rows if row])
    written = [row for row in rows if row]
    if written:
        transaction.on_commit(lambda: _tell(written))
    return written


def _row(user_id, wish: Preference | None, kind: str, path: str, data: dict) -> Notification | None:
    by_email, in_app = (wish.by_email, wish.in_app) if wish else (True, True)
    if not by_email and not in_app:
        return None
    state = Notification.EmailState.WANTED if by_email else Notification.EmailState.SKIPPED
    return Notification(user_id=user_id, kind=kind, path=path, data=data, in_app=in_app, email_state=state)


def _tell(rows: list[Notification]) -> None:
    announce_unread({row.user_id for row in rows if row.in_app})
    wanted = [str(row.pk) for row in rows if row.email_state == Notification.EmailState.WANTED]
    if wanted:
        try:
            app.send_task("notifications.tasks.deliver", args=[wanted], retry=False)
        except OperationalError:
            # What was done stays done; the sweep delivers as soon as the broker is back.
            logger.warning("the broker is away; %d mails wait for the sweep", len(wanted))


def announce_unread(user_ids: Iterable) -> None:
    """Tell the open pages of these users that their inbox changed. The version is the clock: it only has to rise."""
    version = int(now().timestamp() * 1_000_000)
    announce({f"u.{user_id}": version for user_id in user_ids})


def mark_read(*, acting_user, notification: Notification) -> Notification:
    """Mark one's own notification as read; once read it stays so."""
    Notification.objects.filter(pk=notification.pk, user=acting_user, read_at=None).update(read_at=now())
    transaction.on_commit(lambda: announce_unread([acting_user.pk]))
    notification.refresh_from_db()
    return notification


def mark_all_read(*, acting_user) -> int:
    """Mark all of one's notifications as read; returns how many were not."""
    count = Notification.objects.filter(user=acting_user, read_at=None).update(read_at=now())
    transaction.on_commit(lambda: announce_unread([acting_user.pk]))
    return count


def set_preference(*, acting_user, kind: str, by_email: bool, in_app: bool) -> Preference:
    """How one wants to hear of one kind."""
    preference, _created = Preference.objects.update_or_create(
        user=acting_user, kind=kind, defaults={"by_email": by_email, "in_app": in_app}
    )
    return preference
