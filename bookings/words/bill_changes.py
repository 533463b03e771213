"""What a running order changes, as emails and the bill's page say it: each time before and after."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from web.dates import say_time

TIMES = {
    "call_at": gettext_lazy("Call"),
    "soundcheck_at": gettext_lazy("Soundcheck"),
    "doors_at": gettext_lazy("Doors"),
    "starts_at": gettext_lazy("Set starts"),
    "ends_at": gettext_lazy("Set ends"),
    "released_at": gettext_lazy("Released"),
    "curfew_at": gettext_lazy("Curfew"),
}


def said_changes(changes: dict, zone: str) -> Iterable[str]:
    """Each time that changed, before and after: "Set starts: 21:00 → 21:15". `changes` is {field: [before, after]} with
    moments as ISO 8601, None where none is set."""
    for name, label in TIMES.items():
        if name in changes:
            before, after = (_clock(moment, zone) for moment in changes[name])
            yield f"{label}: {before} → {after}"


def _clock(moment: str | None, zone: str) -> str:
    return say_time(dt.datetime.fromisoformat(moment), zone) if moment else _("not set")
