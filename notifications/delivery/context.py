"""What the badge on every page asks: `{{ inbox.unread }}`, `{{ inbox.version }}`, `{{ inbox.topic }}`."""

from notifications.queries import InboxState, inbox_state
from web.streams import sign_topics


def badge_context(user, state: InboxState | None = None) -> dict:
    """What the badge shows of a user's inbox, and the token for its live updates. One query, none if the state has been
    read."""
    state = state or inbox_state(user)
    topic = inbox_topic(user)
    return {"unread": state.unread, "version": state.version, "topic": topic, "token": sign_topics(user.pk, [topic])}


def inbox_topic(user) -> str:
    """The live topic of a user's inbox."""
    return f"u.{user.pk}"
