"""What signing up asks besides address and password."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.actions.texts import clean_name
from accounts.models import NAME_MAX, User


class SignupForm(forms.Form):
    """django-allauth's forms for signing up inherit from this one (`ACCOUNT_SIGNUP_FORM_CLASS`)."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=NAME_MAX,
        help_text=_("Your bandmates and everyone you book with see this."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["name", "email", "password1"]

    def clean_name(self) -> str:
        try:
            return clean_name(self.cleaned_data["name"], required=True)
        except forms.ValidationError as error:
            raise forms.ValidationError(error.messages) from error

    def signup(self, request: HttpRequest, user: User) -> None:
        """Nothing more: `AccountAdapter.save_user` stores the name together with the user."""
