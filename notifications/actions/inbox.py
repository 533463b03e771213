"""Reading is a write too: it takes the notification off the count."""

from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from notifications.access import get_notification_for
from notifications.actions.telling import announce_inboxes
from notifications.models import Notification
from notifications.queries import inbox_of
from web.users import User


@transaction.atomic
def mark_read(*, acting_user: User, notification_id: UUID) -> Notification:
    """Take one notification off the unread; marking twice is once. Raises Http404 for anybody else's."""
    notification = get_notification_for(acting_user, notification_id)
    if notification.read_at is None:
        notification.read_at = now()
        notification.save(update_fields=["read_at"])
        announce_inboxes([acting_user.pk], notification.read_at)
    return notification


@transaction.atomic
def mark_all_read(*, acting_user: User) -> int:
    """Take all of a user's notifications off the unread; returns how many there were."""
    at = now()
    count = inbox_of(acting_user).filter(read_at=None).update(read_at=at)
    if count:
        announce_inboxes([acting_user.pk], at)
    return count
