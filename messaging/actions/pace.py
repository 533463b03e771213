"""How fast one person may write: far faster than anybody types, but slow for a runaway program."""

import datetime as dt

from django.conf import settings
from django.db import connection
from django.utils.timezone import now

from accounts.models import User
from messaging.errors import TooFast, TooManyChanges, TooManyReports
from messaging.models import Message, MessageReport
from web.identifiers import first_at
from web.limits import TooManyRequests, count_request

SENT_A_MINUTE = 60
CHANGED_A_MINUTE = 120
"""Twice as many as messages: whoever is sent that many marks them as read, in two tabs."""
VERSIONS_MAX = 30
"""So often one message may be changed."""
REPORTED_A_DAY = 20
"""So many messages one person may report within 24 hours: each is mailed to all staff."""


def require_pace(user: User) -> None:
    """Raise TooFast for somebody who has sent as much as is allowed within the last minute, in all threads together.
    `RATE_LIMITS=off` turns it off. Messages of one person queue here, so that no two pass the limit together."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"messages of {user.pk}"])
    lately = Message.objects.filter(author=user, pk__gte=first_at(now() - dt.timedelta(minutes=1)))
    if settings.RATE_LIMITS and lately.count() >= SENT_A_MINUTE:
        raise TooFast


def require_calm(user: User) -> None:
    """Count one change to how somebody reads: that they have read, muted or archived something, or show it to others.
    Raise TooManyChanges beyond CHANGED_A_MINUTE in all threads together. `RATE_LIMITS=off` turns it off."""
    try:
        count_request(f"reading:{user.pk}", CHANGED_A_MINUTE)
    except TooManyRequests as refusal:
        raise TooManyChanges from refusal


def require_few_versions(message: Message) -> None:
    """Raise TooFast if the message has been changed too often."""
    if settings.RATE_LIMITS and message.versions.count() >= VERSIONS_MAX:
        raise TooFast


def require_few_reports(user: User) -> None:
    """Raise TooManyReports for somebody who has reported as much as is allowed within 24 hours. Reports of one person
    queue here, so that no two pass the limit together."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"reports of {user.pk}"])
    lately = MessageReport.objects.filter(reported_by=user, pk__gte=first_at(now() - dt.timedelta(days=1)))
    if settings.RATE_LIMITS and lately.count() >= REPORTED_A_DAY:
        raise TooManyReports
