"""What is said about a party."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Membership, Party, User
from reviews.conditions import NAMES_ITS_AUTHOR, TIME_TO_WRITE
from reviews.models import Review
from reviews.rules.occasions import KINDS, Kind, Occasion, day_of, is_done, kind_of, occasion_of
from studio.queries.sessions import done_at
from web.dates import say_day

SHOWN = 10


@dataclass(frozen=True)
class Said:
    """A review as everybody reads it; `night` is said in words, of a session its day; `reply` is what the side reviewed
    answers."""

    author_name: str
    rating: int
    text: str
    night: str
    reply: str = ""

    @property
    def stars(self) -> str:
        """Five stars, as many of them full as the rating says; the number is said beside them."""
        return "★" * self.rating + "☆" * (5 - self.rating)


def reviews_due(kind: Kind, user: User, at: dt.datetime) -> QuerySet[Any]:
    """The bookings or sessions completed within the `TIME_TO_WRITE` of which a party that the user leads has written no
    review, the oldest first. Whoever leads both sides reviews neither."""
    led = Membership.objects.parties_led_by(user)
    written = Review.objects.filter(**{kind.field: OuterRef("pk")})
    due = [
        Q(**{f"{own}__in": led}) & ~Q(**{f"{other}__in": led}) & ~Exists(written.filter(author=OuterRef(own)))
        for own, other in (kind.sides, kind.sides[::-1])
    ]
    done = kind.rows().filter(due[0] | due[1], state=kind.done, **{f"{kind.over_at}__gt": at - TIME_TO_WRITE})
    return done.order_by(kind.order, "id")


def occasions_to_reveal(kind: Kind, at: dt.datetime) -> QuerySet[Any]:
    """Those of which one side alone has written, and whose time to write is over."""
    hidden = Review.objects.hidden().filter(**{kind.field: OuterRef("pk")})
    over = kind.rows().filter(Exists(hidden), state=kind.done, **{f"{kind.over_at}__lte": at - TIME_TO_WRITE})
    return over.order_by("pk")


def revealed_of(occasions: Sequence[Occasion]) -> dict[UUID, list[Review]]:
    """What both sides said, where everybody may read it, by booking or session. One query for each kind, none where
    nothing is completed."""
    found: dict[UUID, list[Review]] = {occasion.pk: [] for occasion in occasions}
    for kind in KINDS:
        done = [each.pk for each in occasions if kind_of(each) == kind and is_done(each)]
        if not done:
            continue
        said = Review.objects.revealed().filter(**{f"{kind.field}__in": done})
        for review in said.select_related("author", "subject"):
            found[getattr(review, f"{kind.field}_id")].append(review)
    return found


def reviews_of(party: Party, limit: int = SHOWN) -> list[Said]:
    """The newest reviews of a party; a private client stays without a name, as does the other side of a show that has
    never been announced. One query."""
    shown = party.reviews.revealed().select_related("author", "booking__spot__show", "session__professional")
    reviews = shown.annotate(session_done_at=done_at("session")).order_by("-revealed_at", "-id")[:limit]
    return [_said(review) for review in reviews]


def _said(review: Any) -> Said:
    if review.session:
        review.session.done_at = review.session_done_at
    name = review.author.name if NAMES_ITS_AUTHOR.holds_for(review) else _("A client")
    return Said(name, review.rating, review.text, say_day(day_of(occasion_of(review))), review.reply)


def say_rating(party: Party) -> str:
    """How it was rated, by how many; empty where nobody has said."""
    if party.rating_average is None:
        return ""
    reviews = ngettext("%(count)d review", "%(count)d reviews", party.rating_count) % {"count": party.rating_count}
    return f"★ {floatformat(party.rating_average, 1)} · {reviews}"
