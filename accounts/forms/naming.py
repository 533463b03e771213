"""Asking people how they are called."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import NAME_MAX, User


class NamingForm(forms.Form):
    """A form that also asks how somebody is called who has not said so yet."""

    your_name = forms.CharField(
        label=_("Your name"), max_length=NAME_MAX, help_text=_("Your bandmates and everyone you book with see this.")
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        if user.name:
            del self.fields["your_name"]
