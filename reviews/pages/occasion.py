"""The reviews of a booking in its panel, and of a session beside it; what either page says of them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.access import can_lead
from accounts.models import Party, User
from bookings.models import Booking
from reviews.access import reviewing_party
from reviews.models import Review
from reviews.queries import say_rating
from reviews.rules.occasions import SESSIONS, Occasion, day_of, is_done, kind_of, open_until, other_of, page_of, zone_of
from studio.models import Session
from studio.states import SessionState
from web.notices import Notice


@dataclass(frozen=True)
class OccasionReviews:
    """What one reader sees of a booking or session. `side`: the party for which they may write, `other` the one it
    would review; None for somebody who only reads. `mine`: what that side has written, revealed or not. `open_until`:
    None once the time is over, and before the occasion is done."""

    occasion: Occasion
    side: Party | None
    other: Party | None
    mine: Review | None
    shown: list[Review]
    open_until: dt.datetime | None

    @property
    def is_of_session(self) -> bool:
        return kind_of(self.occasion) == SESSIONS

    @property
    def day(self) -> dt.date:
        return day_of(self.occasion)

    @property
    def title(self) -> str:
        """The act that played, or what was booked."""
        return self.occasion.act.name if isinstance(self.occasion, Booking) else self.occasion.name

    @property
    def page_url(self) -> str:
        return page_of(kind_of(self.occasion), self.occasion.pk)

    @property
    def form_url(self) -> str:
        return reverse(kind_of(self.occasion).form, args=[self.occasion.pk])

    @property
    def last_day(self) -> dt.date | None:
        """Until when both may write, on the clock of the occasion."""
        return self.open_until and self.open_until.astimezone(zone_of(self.occasion)).date()

    @property
    def is_done(self) -> bool:
        return is_done(self.occasion)

    @property
    def is_public(self) -> bool:
        """Whether everybody can read what the reader's side wrote."""
        return self.mine is not None and self.mine.revealed_at is not None

    @property
    def is_due(self) -> bool:
        """Whether the reader's side may write now, or change what it wrote."""
        return self.is_done and self.open_until is not None and not self.is_public

    @property
    def is_to_write(self) -> bool:
        return bool(self.side and self.open_until and self.mine is None)

    @property
    def waits(self) -> bool:
        """Whether what the reader's side wrote is not revealed yet."""
        return self.mine is not None and self.mine.revealed_at is None

    @property
    def refusal(self) -> tuple[str, str]:
        """Why nothing can be written: a headline and a sentence."""
        if self.is_public:
            return _("Your review is public"), _("It’s public, so you can’t change it any more.")
        if self.is_done:
            after = (
                _("You can review each other for 14 days after the session.")
                if self.is_of_session
                else _("You can review each other for 14 days after the gig.")
            )
            return _("The 14 days to write a review are over"), after
        if self.is_of_session:
            return _("Not done yet"), _("You can review this after the session.")
        return _("Not played yet"), _("You can review this after the gig.")


def reviews_in_booking(user: User, booking: Booking) -> Sequence[Notice]:
    """What both sides say of each other, once it is played. Registered with `bookings.hooks.in_booking`."""
    return _notices(user, booking, "after") if is_done(booking) else ()


def reviews_beside_session(user: User, session: Session) -> Sequence[Notice]:
    """What both sides say of each other, once it is done; before that, what was said of a client to the leaders of the
    professional who have to decide. Registered with `studio.hooks.beside_session`."""
    if is_done(session):
        return _notices(user, session, "beside")
    is_asked = session.state == SessionState.REQUESTED and can_lead(user, session.professional)
    rating = say_rating(session.client) if is_asked else ""
    if not rating:
        return ()
    return [Notice("beside", "reviews/_client_rating.html", {"name": session.client.name, "rating": rating})]


def _notices(user: User, occasion: Occasion, place: str) -> Sequence[Notice]:
    found = occasion_reviews(user, occasion, now())
    if not (found.is_to_write or found.waits or found.shown):
        return ()
    return [Notice(place, "reviews/_occasion_reviews.html", {"reviews": found})]


def occasion_reviews(user: User, occasion: Occasion, at: dt.datetime) -> OccasionReviews:
    """The reviews of a booking or session, as the user may see them. One query beside that of their sides, and one for
    the end of a session."""
    side = reviewing_party(user, occasion)
    until = open_until(occasion)
    written = Review.objects.filter(**{kind_of(occasion).field: occasion}).select_related("author", "subject")
    reviews = list(written.order_by("created_at"))
    return OccasionReviews(
        occasion=occasion,
        side=side,
        other=other_of(occasion, side) if side else None,
        mine=next((review for review in reviews if review.author == side), None),
        shown=[review for review in reviews if review.revealed_at],
        open_until=until if until is not None and at < until else None,
    )
