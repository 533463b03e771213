"""Dropping what nobody reads any more."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.timezone import now

from notifications.models import MailboxMail, Notification

MAILBOX_KEPT = dt.timedelta(days=30)
KEPT = dt.timedelta(days=400)
"""More than a year: the inbox still tells of last summer's festival."""
BATCH = 5000


def drop_old_mails() -> int:
    """Delete what the development mailbox has had for `MAILBOX_KEPT`, and notifications older than `KEPT` whose mail is
    not waiting to be sent, at most `BATCH` of each. Returns how many went."""
    at = now()
    mails = MailboxMail.objects.filter(sent_at__lt=at - MAILBOX_KEPT)
    old = Notification.objects.filter(created_at__lt=at - KEPT)
    return _drop(mails) + _drop(old.exclude(email_state=Notification.EmailState.WANTED))


def _drop(rows: QuerySet) -> int:
    return rows.model.objects.filter(pk__in=rows.order_by().values("pk")[:BATCH]).delete()[0]
