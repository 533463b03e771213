"""Which calendars a person may subscribe to, and which feeds they have."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Party, User
from accounts.queries.parties import MyParty
from availability.models import Feed


@dataclass(frozen=True)
class SubscribableCalendar:
    """A calendar of one's own (`party` is None) or of a party one belongs to, and its live feed, if there is one."""

    party: Party | None
    feed: Feed | None

    @property
    def slug(self) -> str:
        return self.party.slug if self.party else ""


def calendars_with_feeds(user: User, parties: Iterable[MyParty]) -> list[SubscribableCalendar]:
    """One's own calendar first, then those of one's parties. One query."""
    feeds = {feed.calendar_id: feed for feed in Feed.objects.filter(user=user, revoked_at=None)}
    mine = SubscribableCalendar(None, feeds.get(user.calendar_id))
    return [mine, *(SubscribableCalendar(my.party, feeds.get(my.party.calendar_id)) for my in parties)]
