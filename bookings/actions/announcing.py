"""The moment at which a show may be named."""

from django.db import transaction

from availability.actions.versions import touch
from bookings.actions.stages import stage_calendars
from bookings.models import Booking, Show


@transaction.atomic
def tell_announced(*, show: Show) -> None:
    """Tell whoever looks at the public calendar of the show's stage, or of an act on its bill, that it has a name now.

    What is true changes by itself at that moment; this wakes the pages that are open.
    """
    acts = Booking.objects.promised().filter(spot__show=show).values_list("act__calendar_id", flat=True)
    touch({*stage_calendars(show.stage), *acts}, public=True, alone=True)
