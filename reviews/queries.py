"""What is said about a party."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Party
from reviews.conditions import NAMES_ITS_AUTHOR
from reviews.models import Review
from web.dates import say_day

SHOWN = 10


@dataclass(frozen=True)
class Said:
    """A review as everybody reads it; `night` is said in words."""

    author_name: str
    rating: int
    text: str
    night: str

    @property
    def stars(self) -> str:
        """Five stars, as many of them full as the rating says; the number is said beside them."""
        return "★" * self.rating + "☆" * (5 - self.rating)


def reviews_of(party: Party, limit: int = SHOWN) -> list[Said]:
    """The newest reviews of a party; a private client stays without a name, as does the other side of a show that has
    never been announced. One query."""
    reviews = party.reviews.select_related("author", "booking__spot__show").order_by("-created_at", "-id")[:limit]
    return [_said(review) for review in reviews]


def _said(review: Review) -> Said:
    show = review.booking.spot.show
    name = review.author.name if NAMES_ITS_AUTHOR.holds_for(review) else _("A client")
    return Said(name, review.rating, review.text, say_day(show.night))
