"""What the badge on every page asks: `{{ mailbox.unread }}`, `{{ mailbox.version }}`, `{{ mailbox.topic }}`."""

from typing import cast

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from messaging.models import Mailbox, mailbox_topic
from messaging.pages.lists import unread_count
from web.streams import sign_topics


def mailbox(request: HttpRequest) -> dict:
    """Context processor; two queries, and only on pages that show the badge to somebody signed in."""
    return {"mailbox": SimpleLazyObject(lambda: mailbox_context(cast(User, request.user)))}


def mailbox_context(user: User) -> dict:
    """What the badge shows, and the token that lets it hear of changes. Read before the count: what comes between the
    two raises the version again."""
    version = Mailbox.objects.filter(user=user).values_list("version", flat=True).first() or 0
    topic = mailbox_topic(user.pk)
    return {"unread": unread_count(user), "version": version, "topic": topic, "token": sign_topics([topic])}
