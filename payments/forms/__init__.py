"""What people type about payments."""

from payments.forms.payouts import CountryForm

__all__ = ["CountryForm"]
