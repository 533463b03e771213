"""What people type about payments."""

from payments.forms.bank import BankForm
from payments.forms.outside import AttemptForm, DenyForm, MeansForm

__all__ = ["AttemptForm", "BankForm", "DenyForm", "MeansForm"]
