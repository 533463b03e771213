"""Where a payee's bank is."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.acting import ActionForm
from accounts.models import Party
from catalogue.models import Country
from payments.queries.payouts import supported_countries
from web.fields import choice_field


class CountryForm(ActionForm):
    """The country of a payee, among those that can be paid out to; that of its town is proposed."""

    country = forms.ChoiceField(
        label=_("Country"), help_text=_("Where you live or your company is registered, and where your bank account is.")
    )

    def __init__(self, *args, party: Party, **kwargs):
        super().__init__(*args, **kwargs)
        found = Country.objects.filter(code__in=supported_countries())
        choices = sorted(((country.code, country.label) for country in found), key=lambda each: each[1])
        choice_field(self, "country").choices = choices
        at_home = party.city.country_id if party.city else ""
        self.fields["country"].initial = at_home if at_home in dict(choices) else None
