"""Who signs in, by password or as django-allauth has it. Who it is that is signed in, asked on every request, is a
prepared statement."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import ModelBackend

from accounts.models import User
from web.prepared import Parameter, PreparedQuery

USER = PreparedQuery(lambda: User.objects.filter(pk=Parameter("user")))


class _Known(ModelBackend):
    def get_user(self, user_id):
        found = USER.all(user=user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None


class PasswordBackend(_Known, ModelBackend):
    """Django's own."""


class AccountBackend(_Known, AuthenticationBackend):
    """That of django-allauth: by e-mail and password, by code, by passkey."""
