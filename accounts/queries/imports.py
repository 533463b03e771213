"""One's imported calendars, and what one of them would take of one's time."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import unquote
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.imports.looks import Look
from accounts.models import User
from availability.imports.problems import problem_text
from availability.imports.sorts import PLAIN
from availability.models import ImportedCalendar
from availability.ranges import DAY, Period
from availability.states import ImportEffect
from calendar_imports.actions.refreshing import ADDRESS
from calendar_imports.reading.calendars import DEFAULT_POLICY, Happening
from web.dates import say_day, say_moment, say_span

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
    ImportEffect.MAYBE: gettext_lazy("maybe"),
    ImportEffect.NOTHING: gettext_lazy("don’t count"),
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
    """What a calendar takes in the weeks to come, or the problem that stands before; `is_waiting` while it is read.

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
    notes: list[str]
    is_waiting: bool = False
    percent: int = 0


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
    user: User, look: Look, *, at: dt.datetime, policy: Mapping[str, str] | None = None
) -> ImportPreview:
    """What a calendar that the worker has read would take in the next eight weeks, by this policy."""
    effects = {**DEFAULT_POLICY, PLAIN: ImportEffect.BUSY.value, **(policy or {})}
    ahead = Period(at, at + LOOKED_AHEAD)
    near = [replace(each, effect=effects[each.sort]) for each in look.happening if each.period.overlaps(ahead)]
    counts = Counter(happening.effect for happening in near)
    return ImportPreview(
        events=[_shown(happening, user.timezone, look.period or ahead) for happening in near[:SHOWN_MAX]],
        problem=problem_text(look.problem),
        unknown_zones=tuple(look.zones),
        counts=[(effect.value, str(word), counts[effect.value]) for effect, word in EFFECTS.items()],
        hidden=max(len(near) - SHOWN_MAX, 0),
        total=look.events,
        own=look.own,
        notes=[problem_text(note) for note in look.notes],
        is_waiting=not look.is_done,
        percent=look.percent,
    )


def _shown(happening: Happening, timezone: str, read: Period) -> ShownEvent:
    return ShownEvent(
        title=happening.title,
        when=_when(happening, timezone, read),
        effect=happening.effect,
        reason=str(REASONS.get(happening.sort, "")),
    )


def _when(happening: Happening, timezone: str, read: Period) -> str:
    """Days for what lasts all day, times for what does not; what reaches beyond the period that was read has no end."""
    period = happening.period
    began, goes_on = period.starts_at <= read.starts_at, period.ends_at >= read.ends_at
    if began and goes_on:
        return _("always")
    if began or goes_on:
        moment = period.ends_at if began else period.starts_at
        words = say_moment(moment, timezone, viewer_zone=timezone)
        return _("until %(end)s") % {"end": words} if began else _("from %(start)s on") % {"start": words}
    if not happening.is_all_day:
        return say_span(period.starts_at, period.ends_at, timezone, viewer_zone=timezone)
    # Noon is on the day that is meant, whichever of the owner's zones the days are counted in.
    middle = dt.timedelta(hours=12)
    first, last = (period.starts_at + middle).date(), (period.ends_at - middle).date()
    return say_day(first) if first >= last else f"{say_day(first)} – {say_day(last)}"
