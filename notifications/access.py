"""A notification is its user's and nobody else's."""

from uuid import UUID

from django.contrib.auth import get_user_model
from django.core import signing
from django.http import Http404
from django.shortcuts import get_object_or_404

from notifications.models import Notification
from web.users import User

UNSUBSCRIBE_SALT = "notifications.unsubscribe"


def get_notification_for(user: User, notification_id: UUID) -> Notification:
    """Raises Http404 for anybody else's."""
    return get_object_or_404(Notification, pk=notification_id, user=user, in_app=True)


def unsubscribe_token(user: User, kind: str) -> str:
    """What stands in a mail's link: it opens nothing but the end of mails of this kind, for ever."""
    return signing.dumps([str(user.pk), kind], salt=UNSUBSCRIBE_SALT)


def opened_by_unsubscribe(token: str):
    """The user and the kind of notifications that a link of a mail is about. Raises Http404."""
    try:
        user_id, kind = signing.loads(token, salt=UNSUBSCRIBE_SALT)
    except signing.BadSignature as error:
        raise Http404 from error
    return get_object_or_404(get_user_model(), pk=user_id), kind
