"""What becomes of public calendars when the host of shows on them is called otherwise, or may no longer be named."""

from accounts.models import Party
from availability.actions.versions import touch
from bookings.models import Booking, Show


def retell_shows(party: Party) -> None:
    """Raise the public calendars of the stages on which the party's shows are, and of the acts that play there.

    Those that are over too: one may leaf back to them. Two queries, and one statement that takes the locks.
    """
    stages = Show.objects.filter(owner=party, stage__isnull=False).values_list("stage__calendar_id", flat=True)
    acts = Booking.objects.promised().filter(spot__show__owner=party).values_list("act__calendar_id", flat=True)
    touch({*stages, *acts}, public=True, alone=True)
