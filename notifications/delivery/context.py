"""What the badge on every page asks: `{{ inbox.unread }}`, `{{ inbox.version }}`, `{{ inbox.topic }}`."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from notifications.queries import inbox_state
from web.streams import sign_topics


def inbox(request: HttpRequest) -> dict:
    """Context processor; one query, and only on pages that show the badge to somebody signed in."""
    return {"inbox": SimpleLazyObject(lambda: badge_context(request.user))}


def badge_context(user) -> dict:
    """What the badge shows of a user's inbox, and the token that lets it hear of changes."""
    state = inbox_state(user)
    topic = inbox_topic(user)
    return {"unread": state.unread, "version": state.version, "topic": topic, "token": sign_topics([topic])}


def inbox_topic(user) -> str:
    """The live topic of a user's inbox."""
    return f"u.{user.pk}"
