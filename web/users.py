"""Types of users for the apps below `accounts`, which may not import its model."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

if TYPE_CHECKING:
    # A name of django-stubs only, whose plugin reads it as the model of AUTH_USER_MODEL.
    from django.contrib.auth.models import _User as User
else:
    from django.contrib.auth.base_user import AbstractBaseUser as User

__all__ = ["User", "Viewer"]

Viewer = User | AnonymousUser
"""A signed-in user or an anonymous visitor; apps above take it from `accounts.models`."""
