"""Who may review what: the leaders of the two sides of a booking, each side once."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.access import can_lead
from accounts.models import Party, Viewer
from bookings.access import get_booking_for, side_of, sides_of
from bookings.models import Booking
from engagements.states import Side
from reviews.models import Review


def party_of(booking: Booking, side: Side) -> Party:
    """The party that stands on this side of the booking."""
    return booking.act if side == Side.ACT else booking.spot.show.owner


def reviewing_side(user: Viewer, booking: Booking) -> Side | None:
    """The side for which the user may write: one they lead. None for who leads none, or both and would praise
    themselves."""
    return None if len(sides_of(user, booking)) == 2 else side_of(user, booking)


def get_reviewable_booking_for(user: Viewer, booking_id: UUID) -> Booking:
    """A booking one side of which the user leads. Raises Http404, or PermissionDenied where they may only look."""
    booking = get_booking_for(user, booking_id)
    if reviewing_side(user, booking) is None:
        raise PermissionDenied
    return booking


def get_answerable_review_for(user: Viewer, review_id: UUID) -> Review:
    """A revealed review of a party that the user leads. Raises Http404 for everybody else."""
    found = Review.objects.revealed().filter(pk=review_id).select_related("subject", "author", "booking__spot__show")
    review = found.first()
    if review is None or not can_lead(user, review.subject):
        raise Http404
    return review
