"""Asking people how they are called."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import NAME_MAX, User


class NamingForm(forms.Form):
    """A form that also asks how somebody is called who has not said so yet."""

    your_name = forms.CharField(
        label=_("What are you called?"), max_length=NAME_MAX, help_text=_("What those you play and book with read.")
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        if user.name:
            del self.fields["your_name"]
