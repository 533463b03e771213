"""Who may review what: the leaders of the two sides of a booking or session, each side once."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.access import can_lead
from accounts.models import Party, User, Viewer
from bookings.access import get_booking_for
from bookings.models import Booking
from engagements.queries.people import led_ids
from reviews.models import Review
from reviews.rules.occasions import Occasion, sides
from studio.access import get_session_for
from studio.models import Session


def reviewing_party(user: Viewer, occasion: Occasion) -> Party | None:
    """The side for which the user may write: one they lead. None for somebody who leads none, or both and would praise
    themselves. One query."""
    both = sides(occasion)
    led = led_ids(user, both)
    found = [side for side in both if side.pk in led]
    return found[0] if len(found) == 1 else None


def get_reviewable_booking_for(user: Viewer, booking_id: UUID) -> Booking:
    """A booking one side of which the user leads. Raises Http404, or PermissionDenied where they may only look."""
    booking = get_booking_for(user, booking_id)
    _require_side(user, booking)
    return booking


def get_reviewable_session_for(user: User, session_id: UUID) -> Session:
    """A session one side of which the user leads. Raises Http404, or PermissionDenied where they may only look."""
    session = get_session_for(user, session_id)
    _require_side(user, session)
    return session


def _require_side(user: Viewer, occasion: Occasion) -> None:
    if reviewing_party(user, occasion) is None:
        raise PermissionDenied


def get_answerable_review_for(user: Viewer, review_id: UUID) -> Review:
    """A revealed review of a party that the user leads. Raises Http404 for everybody else."""
    found = Review.objects.revealed().filter(pk=review_id)
    review = found.select_related("subject", "author", "booking__spot__show", "session__professional").first()
    if review is None or not can_lead(user, review.subject):
        raise Http404
    return review
