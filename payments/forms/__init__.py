"""What people type about payments."""

from payments.forms.bank import BankForm
from payments.forms.outside import AttemptForm, DenyForm, MeansForm
from payments.forms.payouts import CountryForm

__all__ = ["AttemptForm", "BankForm", "CountryForm", "DenyForm", "MeansForm"]
