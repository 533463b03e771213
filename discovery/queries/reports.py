"""Reports that staff have still to settle."""

from django.db.models import Exists, OuterRef, QuerySet

from bookings.models import Report
from bookings.states import BookingState


def waiting_reports() -> QuerySet[Report]:
    """The first report of each booking that nobody has settled, with act and host, the oldest first. What both sides
    have reported is settled at once."""
    open_states = (BookingState.DISPUTED, BookingState.CANCELLED)
    waiting = Report.objects.filter(resolved_at=None, booking__state__in=open_states)
    earlier = waiting.filter(booking=OuterRef("booking"), pk__lt=OuterRef("pk"))
    return (
        waiting.filter(~Exists(earlier))
        .select_related("booking__act", "booking__spot__show__owner")
        .order_by("reported_at", "pk")
    )
