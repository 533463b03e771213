"""Who may know of payments of bookings, and who decides about them."""

from uuid import UUID

from django.core.exceptions import PermissionDenied

from accounts.access import can_lead
from accounts.models import Viewer
from bookings.access import get_booking_for
from bookings.access.loaders import is_staff
from bookings.models import Booking
from bookings.queries.money import money_sides


def can_see_payments(user: Viewer, booking: Booking) -> bool:
    """The leaders of both sides, and staff: not those who only play, nor a headliner who answers for the host."""
    return is_staff(user) or bool(money_sides(user, booking))


def get_deciding_booking_for(user: Viewer, booking_id: UUID) -> Booking:
    """A booking whose act the user leads. Raises Http404, PermissionDenied for everybody else who knows of it."""
    booking = get_booking_for(user, booking_id)
    if not can_lead(user, booking.act):
        raise PermissionDenied
    return booking
