"""Emails about a change of how an account can be used: to the primary address, so that its owner notices."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from accounts.models import User


def announce(request: HttpRequest, user: User, change: str, **facts: object) -> None:
    """Mail what `templates/accounts/email/CHANGE_message.txt` says, with time, IP address and browser of the request.

    To the primary address as it is now: call it before another becomes the primary one.
    """
    get_adapter(request).send_notification_mail(f"accounts/email/{change}", user, facts)
