"""One's imported calendars, and what one of them would take of one's time."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from availability.imports.sorts import PLAIN
from availability.models import ImportedCalendar
from availability.ranges import DAY, Period
from availability.rules.projection import HORIZON
from availability.states import ImportEffect
from calendar_imports.actions.refreshing import ADDRESS
from calendar_imports.reading.calendars import DEFAULT_POLICY, Happening, preview, read
from web.dates import say_day, say_span

LOOKED_AHEAD = 56 * DAY
SHOWN_MAX = 60
REASONS = {
    "all_day": pgettext_lazy("an imported event", "all day"),
    "transparent": pgettext_lazy("an imported event", "marked as free"),
    "tentative": pgettext_lazy("an imported event", "tentative"),
    "cancelled": pgettext_lazy("an imported event", "cancelled"),
    "declined": pgettext_lazy("an imported event", "you declined"),
    "unanswered": pgettext_lazy("an imported event", "you have not answered"),
    PLAIN: "",
}
EFFECTS = {
    ImportEffect.BUSY: gettext_lazy("busy"),
    ImportEffect.MAYBE: gettext_lazy("if need be"),
    ImportEffect.NOTHING: gettext_lazy("do not count"),
}


@dataclass(frozen=True)
class ShownEvent:
    """An event as its owner reads it, `reason` saying of which sort it is, where that matters.

    A stored copy has no titles, nor does what Google tells.
    """

    title: str
    when: str
    effect: str
    reason: str


@dataclass(frozen=True)
class ImportPreview:
    """What a calendar takes in the weeks to come, or the problem that stands before.

    `counts` holds each effect with its word and how many events have it; `hidden` how many more there are than
    `events`; `total` all events of the calendar, `own` those that this site wrote itself.
    """

    events: list[ShownEvent]
    problem: str
    unknown_zones: tuple[str, ...]
    counts: list[tuple[str, str, int]]
    hidden: int
    total: int
    own: int


def imports_of(user: User, at: dt.datetime) -> QuerySet[ImportedCalendar]:
    """One's imported calendars by name, each with `blocks_ahead`: how much of the time to come it takes. One query."""
    ahead = Count("blocks", filter=Q(blocks__period__endswith__gt=at))
    mine = ImportedCalendar.objects.filter(calendar=user.calendar_id).defer("content")
    return mine.annotate(blocks_ahead=ahead).order_by("name", "pk")


def find_import(user: User, import_id: UUID, at: dt.datetime) -> ImportedCalendar | None:
    """One of them, as `imports_of` has it."""
    return imports_of(user, at).filter(pk=import_id).first()


def addresses_of(user: User, username: str, url: str) -> list[str]:
    """Under which somebody is invited: whose answers count, as when it is refreshed."""
    return [user.email, username, *ADDRESS.findall(unquote(url))]


def import_preview(
    user: User,
    content: bytes,
    *,
    at: dt.datetime,
    username: str = "",
    url: str = "",
    timezone: str = "",
    policy: Mapping[str, str] | None = None,
    zone_names: Mapping[str, str] | None = None,
) -> ImportPreview:
    """What a calendar would take in the next eight weeks. Runs the child process; stores nothing, raises nothing."""
    found = preview(
        content,
        {**DEFAULT_POLICY, **(policy or {})},
        timezone or user.timezone,
        zone_names or {},
        Period(at, at + LOOKED_AHEAD),
        addresses_of(user, username, url),
    )
    counts = Counter(happening.effect for happening in found.events)
    return ImportPreview(
        events=[_shown(happening, user.timezone) for happening in found.events[:SHOWN_MAX]],
        problem=found.problem,
        unknown_zones=found.unknown_zones,
        counts=[(effect.value, str(word), counts[effect.value]) for effect, word in EFFECTS.items()],
        hidden=max(len(found.events) - SHOWN_MAX, 0),
        total=found.events_count,
        own=found.own_count,
    )


def zones_to_ask_for(user: User, content: bytes, *, at: dt.datetime) -> list[str]:
    """Names of time zones that nobody knows, up to the horizon. Runs the child process.

    Raises `Problem` with the reason for what gives no result.
    """
    found = read(content, period=Period(at, at + HORIZON), timezone=user.timezone, policy=DEFAULT_POLICY)
    return found.unknown_zones


def _shown(happening: Happening, timezone: str) -> ShownEvent:
    return ShownEvent(
        title=happening.title,
        when=_when(happening, timezone),
        effect=happening.effect,
        reason=str(REASONS.get(happening.sort, "")),
    )


def _when(happening: Happening, timezone: str) -> str:
    """Days for what lasts all day, times for what does not."""
    period = happening.period
    if not happening.is_all_day:
        return say_span(period.starts_at, period.ends_at, timezone, viewer_zone=timezone)
    # Noon is on the day that is meant, whichever of the owner's zones the days are counted in.
    middle = dt.timedelta(hours=12)
    first, last = (period.starts_at + middle).date(), (period.ends_at - middle).date()
    return say_day(first) if first >= last else f"{say_day(first)} – {say_day(last)}"
