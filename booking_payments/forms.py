"""How long the act waits for a deposit that has not come."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from availability.ranges import at_wall_clock
from bookings.models import Booking
from engagements.forms.wallclock import day_field

USUAL_WAIT = dt.timedelta(days=7)
END_OF_DAY = dt.time(23, 59)


class WaitForm(forms.Form):
    """The day by whose end the deposit is to come, by the clock of the place; on the night itself, by the start of the
    set."""

    until = day_field(_("Wait until"))

    def __init__(self, *args, booking: Booking, at: dt.datetime, **kwargs):
        self.booking = booking
        suggested = min(at + USUAL_WAIT, booking.spot.starts_at)
        super().__init__(*args, **{"initial": {"until": suggested.date()}, "auto_id": "wait_%s"} | kwargs)

    @property
    def due_at(self) -> dt.datetime:
        """After a valid `is_valid()`."""
        show, day = self.booking.spot.show, self.cleaned_data["until"]
        end = at_wall_clock(day, END_OF_DAY, show.timezone)
        return min(end, self.booking.spot.starts_at) if day == show.night else end
