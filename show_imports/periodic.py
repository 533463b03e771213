"""What the clock calls for lists of shows: those whose task was lost are handed to the worker again."""

import datetime as dt

from django.utils.timezone import now

from show_imports.actions.uploads import UNDER_WAY, enqueue
from show_imports.models import ShowImport

LEFT_AFTER = dt.timedelta(minutes=10)
"""Far longer than the longest list takes. A second task for one that is still being worked on does nothing."""
AT_ONCE_MAX = 100


def resume_show_lists(at: dt.datetime | None = None) -> int:
    """Hand lists over again that the worker should have been done with; returns how many."""
    left = ShowImport.objects.filter(state__in=list(UNDER_WAY), started_at__lte=(at or now()) - LEFT_AFTER)
    lists = list(left.order_by("started_at")[:AT_ONCE_MAX])
    for show_import in lists:
        enqueue(show_import)
    return len(lists)
