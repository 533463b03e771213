"""Private links to a press kit, with what is known of their readers."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypedDict
from zoneinfo import ZoneInfo

from django.db.models import Max, Sum
from django.utils.timezone import now

from accounts.models import Party
from accounts.queries import is_backed
from availability.actions.feeds import hash_token
from bands.models import KitLink

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Backed(TypedDict):
        """What `find_kit_link` adds: whether the link's creator may still issue it."""

        is_backed: bool

    BackedLink: TypeAlias = WithAnnotations[KitLink, Backed]

ENDED_SHOWN = 20


@dataclass(frozen=True)
class CountedLink:
    """A link with its readers so far: people by day, and tracks by person and day."""

    link: KitLink
    opens: int
    plays: int
    last_day: dt.date | None
    is_live: bool

    @property
    def works_until(self) -> dt.date:
        """The last day on which it works, on the band's clock."""
        last = self.link.expires_at - dt.timedelta(seconds=1)
        return last.astimezone(ZoneInfo(self.link.party.timezone)).date()


def counted_links(party: Party) -> list[CountedLink]:
    """All links that work and the last that do not, the newest first. One query."""
    at = now()
    links = KitLink.objects.of(party).select_related("party").order_by("-created_at")
    links = links.annotate(opens=Sum("days__opens"), plays=Sum("days__plays"), last_day=Max("days__day"))
    counted = [CountedLink(link, link.opens or 0, link.plays or 0, link.last_day, link.is_live(at)) for link in links]
    live = [each for each in counted if each.is_live]
    return live + [each for each in counted if not each.is_live][:ENDED_SHOWN]


def find_kit_link(token: str) -> "BackedLink | None":
    """The link of a secret address, live or over, with its party and `is_backed`. One query."""
    links = KitLink.objects.select_related("party__calendar", "party__city").annotate(is_backed=is_backed())
    return links.filter(token_hash=hash_token(token)).first()


def is_link_open(link: "BackedLink") -> bool:
    """Whether it shows anything now: neither revoked nor expired, and its creator may still
    issue it. For a link as `find_kit_link` returns it."""
    return link.is_live(now()) and link.is_backed
