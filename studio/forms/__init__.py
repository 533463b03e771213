"""Forms about professionals."""

from studio.forms.professionals import CreditForm, NewProfessionalForm, ProfessionalForm
from studio.forms.services import ServiceForm

__all__ = ["CreditForm", "NewProfessionalForm", "ProfessionalForm", "ServiceForm"]
