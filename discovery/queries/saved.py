"""Reads about searches that people keep."""

from typing import Any

from accounts.models import User
from discovery.models import SavedSearch


def own_searches(user: User) -> dict[str, list[dict[str, Any]]]:
    """What a copy of somebody's data tells of the searches they keep. Registered with `departures.hooks.own_data`."""
    searches = SavedSearch.objects.filter(user=user).order_by("created_at", "pk")
    rows = searches.values("kind", "name", "query", "often", "is_paused", "created_at")
    return {"saved_searches": [dict(row) for row in rows]}
