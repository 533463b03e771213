"""What people type about shows, spots and bookings."""

from bookings.forms.filters import OpenNightsForm
from bookings.forms.messages import ApplicationForm, MessageForm, MoveForm, ReasonForm
from bookings.forms.requests import RequestForm
from bookings.forms.shows import ShowForm, SpotFormSet, spot_formset

__all__ = [
    "ApplicationForm",
    "MessageForm",
    "MoveForm",
    "OpenNightsForm",
    "ReasonForm",
    "RequestForm",
    "ShowForm",
    "SpotFormSet",
    "spot_formset",
]
