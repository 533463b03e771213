"""How old the last good backup is."""

import datetime as dt

from django.conf import settings
from django.utils.timezone import now

from operations.models import Backup


def last_backup() -> Backup | None:
    """The one that began last among those that were read back without a fault."""
    return Backup.objects.order_by("-started_at").first()


def is_backup_overdue() -> bool:
    """Whether the last one is older than `BACKUP_HOURS`, or there is none. Never where that is 0."""
    if not settings.BACKUP_HOURS:
        return False
    last = last_backup()
    return last is None or now() - last.started_at > dt.timedelta(hours=settings.BACKUP_HOURS)
