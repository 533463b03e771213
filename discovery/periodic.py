"""What the clock calls: searches that somebody keeps, looked through again; search rows made right."""

import datetime as dt

from django.utils.timezone import now

from discovery.actions import look_again, rebuild_listings
from discovery.models import ListingRefresh, SavedSearch

AT_ONCE_MAX = 200
REMEMBERED = dt.timedelta(days=7)


def look_again_at_due(at: dt.datetime | None = None) -> int:
    """Look on through the searches that are due, one step each in a transaction of its own, those due longest first and
    at most AT_ONCE_MAX; returns how many people were told something."""
    at = at or now()
    due = SavedSearch.objects.filter(is_paused=False, look_at__lte=at).order_by("look_at")
    told = 0
    for search_id in list(due.values_list("pk", flat=True)[:AT_ONCE_MAX]):
        told += bool(look_again(search_id=search_id, at=at))
    return told


def make_listings_right() -> int:
    """Every night, past every trigger: whatever wrote without them is set right; returns how many search rows there
    are. What was refreshed long ago is forgotten."""
    ListingRefresh.objects.filter(finished_at__lt=now() - REMEMBERED).delete()
    return rebuild_listings()
