"""What the badge on every page asks: `{{ inbox.unread }}`, `{{ inbox.version }}`, `{{ inbox.topic }}`."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from notifications.views import badge_context


def inbox(request: HttpRequest) -> dict:
    """Context processor; one query, and only on pages that show the badge to somebody signed in."""
    return {"inbox": SimpleLazyObject(lambda: badge_context(request.user))}
