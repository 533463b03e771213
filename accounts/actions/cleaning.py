"""Dropping what opens nothing any more: sessions, invites and tokens."""

import datetime as dt

from django.contrib.sessions.models import Session
from django.db.models import F, Q, QuerySet
from django.utils.timezone import now

from accounts.models import ApiToken, Invite

KEPT = dt.timedelta(days=90)
"""So long a team sees which invites and tokens there were."""
BATCH = 5000


def drop_what_is_over() -> int:
    """Delete expired sessions, and invites and API tokens that have opened nothing for `KEPT`, at most `BATCH` of each.
    Returns how many went."""
    before = now() - KEPT
    is_over = Q(expires_at__lt=before) | Q(revoked_at__lt=before)
    is_over |= Q(created_at__lt=before, uses_count__gte=F("uses_max"))
    return (
        _drop(Session.objects.filter(expire_date__lt=now()))
        + _drop(Invite.objects.filter(is_over))
        + _drop(ApiToken.objects.filter(revoked_at__lt=before))
    )


def _drop(rows: QuerySet) -> int:
    return rows.model.objects.filter(pk__in=rows.order_by().values("pk")[:BATCH]).delete()[0]
