"""How django-allauth makes our users, and where it sends them."""

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.shortcuts import resolve_url
from django.utils.translation import get_language

from accounts.models import Membership
from availability.models import Calendar


class AccountAdapter(DefaultAccountAdapter):
    """A new user gets their only calendar, in the same transaction, and the language they signed up in."""

    @transaction.atomic
    def save_user(self, request, user, form, commit=True):
        user.calendar = Calendar.objects.create()
        user.language = get_language() or user.language
        return super().save_user(request, user, form, commit=commit)

    def get_login_redirect_url(self, request):
        """Who belongs to nothing yet is asked what brings them here."""
        belongs = Membership.objects.current().filter(user=request.user).exists()
        return super().get_login_redirect_url(request) if belongs else resolve_url("accounts:welcome")

    def get_signup_redirect_url(self, request):
        return resolve_url("accounts:welcome")
