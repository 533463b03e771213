"""What the plan shows: one's own time as rules, imports and promises make it, on one's own wall clock."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.queries.said import Said, said_by
from availability.models import AvailabilityRule, CalendarEntry, TimeBlock
from availability.ranges import DAY, Period, union
from availability.rules.projection import HORIZON, Occurrence, occurrences
from availability.rules.projection import happenings as every_happening
from availability.states import BlockKind, EntryStatus
from web.dates import say_span

WEEK = 7 * DAY
FIRST_YEAR, LAST_YEAR = 2000, 2100
LAST_DAY = dt.date(LAST_YEAR, 12, 31)


@dataclass(frozen=True)
class Happening:
    """Something on the plan: `voice` is how it looks; `rule` and `day` say where to edit it, `path` where it leads."""

    period: Period
    voice: str
    label: str
    note: str = ""
    path: str = ""
    rule: AvailabilityRule | None = None
    day: dt.date | None = None


@dataclass(frozen=True)
class RuleLine:
    """A rule that still matters, in words, and the local day on which it happens next."""

    said: Said
    next_day: dt.date


def happenings(owner: User | Party, period: Period) -> list[Happening]:
    """All that touches a period, in order of time: what was said, what is imported, what is promised. Three queries."""
    found = chain(_said(owner, period), _imported_and_promised(owner, period))
    return sorted(found, key=lambda happening: happening.period)


def rule_lines(owner: User | Party, at: dt.datetime) -> list[RuleLine]:
    """What was said that happens at an instant or after it, as far as time is planned. One query."""
    found = ((said, next_occurrence(said.rule, at)) for said in said_by(owner, at))
    return [RuleLine(said, coming.day) for said, coming in found if coming]


def next_occurrence(rule: AvailabilityRule, at: dt.datetime) -> Occurrence | None:
    """What happens by a rule at an instant, or next after it; None when it is over, as far as time is planned."""
    return next(occurrences(rule, Period(at, max(at, rule.starts_at) + HORIZON)), None)


def occurrence_on(rule: AvailabilityRule, text: str, at: dt.datetime) -> Occurrence | None:
    """What happens by a rule on a local day ("2027-03-05"), not left out; for no day the next, or else the first."""
    if not rule.rrule:
        return next(every_happening(rule, LAST_DAY))
    if not text:
        return next_occurrence(rule, at) or next(every_happening(rule, LAST_DAY))
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    if not FIRST_YEAR <= day.year <= LAST_YEAR or day in rule.exdates:
        return None
    return next((each for each in every_happening(rule, day) if each.day == day), None)


def wall_clock(happening: Period, timezone: str) -> tuple[dt.datetime, dt.datetime]:
    """A period as naive times on a wall clock, for drawing; where a change of clocks turns it round, by its length."""
    zone = ZoneInfo(timezone)
    starts, ends = (moment.astimezone(zone).replace(tzinfo=None) for moment in (happening.starts_at, happening.ends_at))
    return starts, ends if ends > starts else starts + happening.length


def _said(owner: User | Party, period: Period) -> Iterator[Happening]:
    """Each time that a rule happens; not before it was said, as the blocks have it."""
    rules = AvailabilityRule.objects.filter(
        Q(ends_at__gt=period.starts_at) | ~Q(rrule=""), calendar=owner.calendar_id, starts_at__lt=period.ends_at
    )
    for rule in rules:
        since = max(period.starts_at, rule.created_at - DAY) if rule.rrule else period.starts_at
        if since >= period.ends_at:
            continue
        for day, happening in occurrences(rule, Period(since, period.ends_at)):
            label = str(BlockKind(rule.kind).label)
            yield Happening(happening, rule.kind, label, note=rule.note, rule=rule, day=day)


def _imported_and_promised(owner: User | Party, period: Period) -> Iterator[Happening]:
    near = TimeBlock.objects.filter(calendar=owner.calendar_id, period__overlap=(period.starts_at, period.ends_at))
    near = near.filter(period__startswith__gte=period.starts_at - WEEK)
    blocks = list(near.filter(rule=None).select_related("imported").defer("imported__content"))
    entries = list(_entries(owner, period))
    yield from _imported(block for block in blocks if block.imported_id)
    for entry in entries:
        voice = "booked" if entry.status == EntryStatus.CONFIRMED else "pending"
        yield Happening(Period.of(entry.period), voice, entry.title, path=entry.path)
    told = {entry.occasion for entry in entries}
    for block in blocks:
        if block.kind == BlockKind.CLAIM and block.occasion not in told:
            yield Happening(Period.of(block.period), "booked", _("Booked"))


def _imported(blocks: Iterable[TimeBlock]) -> Iterator[Happening]:
    """One happening a stretch: what was cut into weeks is whole again."""
    periods: dict[tuple[str, UUID], list[Period]] = {}
    names: dict[UUID, str] = {}
    for block in blocks:
        imported = block.imported
        assert imported is not None  # noqa: S101 — `whole_plan` passes only blocks that come from a calendar
        names[imported.pk] = imported.name
        periods.setdefault((block.kind, imported.pk), []).append(Period.of(block.period))
    for (kind, imported_id), pieces in periods.items():
        for stretch in union(pieces):
            yield Happening(stretch, kind, str(BlockKind(kind).label), note=names[imported_id])


def _entries(owner: User | Party, period: Period):
    near = CalendarEntry.objects.filter(calendar=owner.calendar_id, period__overlap=(period.starts_at, period.ends_at))
    return near.exclude(status=EntryStatus.CANCELLED).order_by("period")


def name_of(happening: Happening, timezone: str) -> str:
    """The whole truth of a happening for who cannot see it: "Busy, rehearsal, Fri 5 Mar, 19:00 – 23:00"."""
    period = happening.period
    return ", ".join(
        filter(None, [happening.label, happening.note, say_span(period.starts_at, period.ends_at, timezone)])
    )
