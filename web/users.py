"""Types of users and their requests; the model is that of `accounts`, which apps below it may not import."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

from web.htmx import HtmxRequest

if TYPE_CHECKING:
    # A name of django-stubs only, whose plugin reads it as the model of AUTH_USER_MODEL.
    from django.contrib.auth.models import _User as User
else:
    from django.contrib.auth.base_user import AbstractBaseUser as User

__all__ = ["SignedInRequest", "User", "Viewer"]

Viewer = User | AnonymousUser
"""A signed-in user or an anonymous visitor; apps above take it from `accounts.models`."""


class SignedInRequest(HtmxRequest):
    """A request behind `login_required`, or behind the authentication of the API."""

    user: User
