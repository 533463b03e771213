"""Emptying the outbox: at least once, and hardly ever twice."""

import datetime as dt
import logging
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from notifications.actions.sending import Post, one_connection
from notifications.emails import make_mail
from notifications.models import Notification

ATTEMPTS_MAX = 8
FIRST_PAUSE = dt.timedelta(minutes=1)
LONGEST_PAUSE = dt.timedelta(hours=6)

logger = logging.getLogger(__name__)


def deliver_mail(*, notification_id: UUID | str) -> Notification | None:
    """`deliver_mail_by` a connection of its own."""
    with one_connection() as post:
        return deliver_mail_by(post, notification_id=notification_id)


@transaction.atomic
def deliver_mail_by(post: Post, *, notification_id: UUID | str) -> Notification | None:
    """Send the mail of one notification if it is due and nobody else is just sending it; None otherwise.

    The row is locked while the mail goes out: a worker that dies leaves it as it was and the sweep tries again, with
    the same Message-ID. A mail that cannot be made or sent is tried again after growing pauses, then given up.
    """
    due = Notification.objects.filter(email_state=Notification.EmailState.WANTED, email_next_at__lte=now())
    locked = due.select_for_update(of=("self",), skip_locked=True, no_key=True).select_related("user")
    notification = locked.filter(pk=notification_id).first()
    if notification is None:
        return None
    try:
        # A savepoint: a renderer that fails in the database must not take the note of its failure with it.
        with transaction.atomic():
            is_sent = _send(notification, post)
    except Exception:
        logger.exception("mail about notification %s was not sent", notification.pk)
        _try_later(notification)
    else:
        _settle(notification, is_sent)
    notification.save(update_fields=["email_state", "email_attempts", "email_next_at", "email_sent_at"])
    return notification


def _send(notification: Notification, post: Post) -> bool:
    """Whether a mail went out; not where its user is gone or may no longer know."""
    if not notification.user.is_active:
        return False
    mail = make_mail(notification, notification.user.email)
    return mail is not None and post.send(mail) == 1


def _settle(notification: Notification, is_sent: bool) -> None:
    if is_sent:
        notification.email_state = Notification.EmailState.SENT
        notification.email_sent_at = now()
    else:
        notification.email_state = Notification.EmailState.SKIPPED


def _try_later(notification: Notification) -> None:
    notification.email_attempts += 1
    if notification.email_attempts >= ATTEMPTS_MAX:
        notification.email_state = Notification.EmailState.FAILED
    pause = min(FIRST_PAUSE * 4 ** (notification.email_attempts - 1), LONGEST_PAUSE)
    notification.email_next_at = now() + pause
