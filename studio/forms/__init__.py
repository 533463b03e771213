"""Forms about professionals."""

from studio.forms.hours import HoursForm
from studio.forms.professionals import CreditForm, NewProfessionalForm, ProfessionalForm
from studio.forms.rooms import RoomForm
from studio.forms.samples import SampleForm
from studio.forms.services import ServiceForm

__all__ = [
    "CreditForm",
    "HoursForm",
    "NewProfessionalForm",
    "ProfessionalForm",
    "RoomForm",
    "SampleForm",
    "ServiceForm",
]
