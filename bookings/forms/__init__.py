"""What people type about shows, spots and bookings."""

from bookings.forms.invitations import ActSearchForm, InvitationForm, LinkAnswerForm, LinkForm
from bookings.forms.offers import CounterForm
from bookings.forms.publicity import AnnouncementForm, PosterForm, TicketsForm
from bookings.forms.requests import PlaceForm, RequestForm
from bookings.forms.shows import ShowForm, SpotFormSet, spot_formset
from engagements.forms.messages import ApplicationForm, MessageForm, MoveForm, ReasonForm, RefusalForm

__all__ = [
    "ActSearchForm",
    "AnnouncementForm",
    "ApplicationForm",
    "CounterForm",
    "InvitationForm",
    "LinkAnswerForm",
    "LinkForm",
    "MessageForm",
    "MoveForm",
    "PlaceForm",
    "PosterForm",
    "ReasonForm",
    "RefusalForm",
    "RequestForm",
    "ShowForm",
    "SpotFormSet",
    "TicketsForm",
    "spot_formset",
]
