"""How django-allauth makes our users."""

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.utils.translation import get_language

from availability.models import Calendar


class AccountAdapter(DefaultAccountAdapter):
    """A new user gets their only calendar, in the same transaction, and the language they signed up in."""

    @transaction.atomic
    def save_user(self, request, user, form, commit=True):
        user.calendar = Calendar.objects.create()
        user.language = get_language() or user.language
        return super().save_user(request, user, form, commit=commit)
