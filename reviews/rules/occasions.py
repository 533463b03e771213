"""What two sides review each other for, a gig or a session, and what differs between the two: the only place that says
so."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Party
from bookings.models import Booking
from bookings.states import BookingState
from reviews.conditions import TIME_TO_WRITE
from reviews.models import Review
from studio.models import Session
from studio.queries.sessions import with_done_at
from studio.states import SessionState

Occasion: TypeAlias = Booking | Session


@dataclass(frozen=True)
class Kind:
    """Gigs, or sessions. `field` is the foreign key of `Review` to them, `rows` reads what these functions need, `done`
    is the state in which they may be reviewed. `sides` are the paths to both parties, `over_at` that to the moment from
    which the time to write counts. `page` and `form` name the addresses of one and of the page on which it is reviewed.
    """

    field: str
    rows: Callable[[], QuerySet[Any]]
    done: str
    sides: tuple[str, str]
    over_at: str
    order: str
    page: str
    form: str


GIGS = Kind(
    field="booking",
    rows=lambda: Booking.objects.with_show(),
    done=BookingState.COMPLETED,
    sides=("act", "spot__show__owner"),
    over_at="spot__show__out_at",
    order="spot__starts_at",
    page="bookings:booking",
    form="reviews:review_new",
)
SESSIONS = Kind(
    field="session",
    rows=lambda: with_done_at(Session.objects.select_related("professional", "client")),
    done=SessionState.COMPLETED,
    sides=("professional", "client"),
    over_at="done_at",
    order="done_at",
    page="studio:session",
    form="reviews:session_review",
)
KINDS = (GIGS, SESSIONS)


def kind_of(occasion: Occasion) -> Kind:
    return GIGS if isinstance(occasion, Booking) else SESSIONS


def occasion_of(review: Review) -> Occasion:
    """What a review is about: its booking, or its session."""
    occasion = review.booking or review.session
    assert occasion is not None  # noqa: S101 — the database keeps it
    return occasion


def sides(occasion: Occasion) -> tuple[Party, Party]:
    """The two parties that review each other."""
    one, other = kind_of(occasion).sides
    return _read(occasion, one), _read(occasion, other)


def other_of(occasion: Occasion, party: Party) -> Party:
    """The side that this one reviews."""
    one, other = sides(occasion)
    return other if party == one else one


def is_done(occasion: Occasion) -> bool:
    return occasion.state == kind_of(occasion).done


def open_until(occasion: Occasion) -> dt.datetime | None:
    """When the time to write is over, and what was written is revealed; None for a session that is not done. For a
    booking with its show; one query for a session that was read without its end."""
    over_at: dt.datetime | None = _read(occasion, kind_of(occasion).over_at)
    return over_at and over_at + TIME_TO_WRITE


def zone_of(occasion: Occasion) -> ZoneInfo:
    """The clock on which its days are counted."""
    name = occasion.spot.show.timezone if isinstance(occasion, Booking) else occasion.professional.timezone
    return ZoneInfo(name)


def day_of(occasion: Occasion) -> dt.date:
    """The night of a gig; the day on which a session began, or was done where it has no time."""
    if isinstance(occasion, Booking):
        return occasion.spot.show.night
    return (occasion.starts_at or occasion.done_at or occasion.created_at).astimezone(zone_of(occasion)).date()


def page_of(kind: Kind, pk: UUID) -> str:
    """The address of a booking or session of this kind."""
    return reverse(kind.page, args=[pk])


def _read(row: Any, path: str) -> Any:
    return reduce(getattr, path.split("__"), row)
