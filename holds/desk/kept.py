"""The rendered desk, kept in the cache for those who may see just this one."""

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from holds.desk.asked import Asked
from holds.desk.months import desk_of
from holds.queries.desks import DeskDoor
from venues.queries import night_of
from web.fragments import kept, key_of

KEPT_SECONDS = 60
"""An act that takes another name raises no version of the venues it plays at: they read it a minute later."""


def render_desk(door: DeskDoor, asked: Asked) -> SafeString:
    """The fragment `_desk.html` as this viewer may see it. Raises Http404 for a stage the venue has not.

    Its key holds the version of the venue's page and those of all its calendars, read before anything else; what the
    viewer is there; language and clock; which night it is; and what was asked for.
    """
    today = night_of(timezone.now(), door.party.timezone, door.day_starts_at)
    audience = "leader" if door.is_led else "team"
    clock = timezone.get_current_timezone_name()
    key = key_of(
        "desk", door.party.pk, door.party.version, door.versions, audience, get_language(), clock, today, asked
    )  # fmt: skip
    return kept(key, lambda: render_to_string("holds/_desk.html", {"desk": desk_of(door, asked, today)}), _seconds)


def _seconds() -> int:
    return KEPT_SECONDS
