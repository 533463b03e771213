"""Reading is a write too: it takes the notification off the count."""

from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from notifications.access import get_notification_for
from notifications.actions.telling import announce_inboxes
from notifications.models import Notification
from notifications.queries import by_matter, inbox_of
from web.users import User


@transaction.atomic
def mark_read(*, acting_user: User, notification_id: UUID) -> Notification:
    """Take one notification off the unread, and what came before it about the same matter; marking twice is once.
    Raises Http404 for anybody else's."""
    notification, at = get_notification_for(acting_user, notification_id), now()
    inbox = by_matter(inbox_of(acting_user))
    matter = inbox.filter(pk=notification.pk).values("matter")
    same = inbox.filter(matter__in=matter, created_at__lte=notification.created_at, read_at=None)
    if same.update(read_at=at):
        notification.refresh_from_db(fields=["read_at"])
        announce_inboxes([acting_user.pk], at)
    return notification


@transaction.atomic
def mark_all_read(*, acting_user: User) -> int:
    """Take all of a user's notifications off the unread; returns how many there were."""
    at = now()
    count = inbox_of(acting_user).filter(read_at=None).update(read_at=at)
    if count:
        announce_inboxes([acting_user.pk], at)
    return count
