"""Taking e-mail that people answer with."""

import datetime as dt

from django.utils.timezone import now

from messaging.models import IncomingMail

KEPT_DAYS = 7
"""A service that got no answer tries again for a few days."""


def forget_mails() -> int:
    """Drop what was noted of mails that will not come again; returns how many."""
    old = IncomingMail.objects.filter(received_at__lt=now() - dt.timedelta(days=KEPT_DAYS))
    return old.delete()[0]
