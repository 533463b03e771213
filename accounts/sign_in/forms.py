"""Our additions to the forms of django-allauth."""

from allauth.account.forms import ChangePasswordForm, SetPasswordForm, SignupForm
from allauth.account.models import EmailAddress
from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import FORGOTTEN_AT, User
from web.identifiers import uuid7


class _KeepsSession(forms.Form):
    """Other sessions, API tokens and calendar feeds always end with a new password; this session may stay."""

    keep_session = forms.BooleanField(
        label=_("Stay signed in on this device"),
        help_text=_("A new password signs you out everywhere else and ends your API tokens and calendar feeds."),
        required=False,
        initial=True,
    )


class PasswordChangeForm(_KeepsSession, ChangePasswordForm):
    field_order = ["oldpassword", "password1", "password2", "keep_session"]


class PasswordSetForm(_KeepsSession, SetPasswordForm):
    field_order = ["password1", "password2", "keep_session"]


class EvenSignupForm(SignupForm):
    """Does the same work for an address that has an account as for one that has none: hashing takes so long that the
    time of the answer would tell. Both get the same page and an email."""

    def try_save(self, request):
        if self.account_already_exists:
            self._do_the_same_in_vain()
        return super().try_save(request)

    def _do_the_same_in_vain(self) -> None:
        """Make an account of nobody and undo it."""
        with transaction.atomic():
            name, password = self.cleaned_data.get("name", ""), self.cleaned_data.get("password1")
            nobody = User.objects.create_user(f"{uuid7()}@{FORGOTTEN_AT}", password, name=name)
            EmailAddress.objects.create(user=nobody, email=nobody.email)
            transaction.set_rollback(True)
