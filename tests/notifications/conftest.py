import pytest

from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.kinds.registry import Text

KIND = "tests.news"


@pytest.fixture
def news():
    """A kind of notifications whose text the test decides: `news.text = None` takes the right to know away."""

    class News:
        text: Text | None = Text("A night for you", "Saturday at the Anchor.\n\nAnswer soon.", "Answer")

        def render(self, notification, user):
            return self.text

    news = News()
    registry.register(KIND, "News of tests", news.render, group=Group.BOOKINGS, about="booking")
    yield news
    registry._kinds.pop(KIND)
