"""The nights on which stages are closed."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import now

from availability.models import AvailabilityRule
from availability.ranges import DAY, Period, at_wall_clock
from availability.states import SaidKind
from venues.models import Stage, Venue
from venues.queries.stages import night_of


@dataclass(frozen=True)
class Closure:
    """The nights from `first` to `last`, both included, on which a stage cannot be booked."""

    id: UUID
    first: dt.date
    last: dt.date
    reason: str


def closure_of(rule: AvailabilityRule, venue: Venue) -> Closure:
    """A closure as people read it, by the nights of its venue."""
    zone, roll = venue.party.timezone, venue.day_starts_at
    last = night_of(rule.ends_at - dt.timedelta(microseconds=1), zone, roll)
    return Closure(rule.pk, night_of(rule.starts_at, zone, roll), last, rule.note)


def night_period(night: dt.date, venue: Venue) -> Period:
    """A night of a venue, from day-roll to day-roll."""
    zone, roll = venue.party.timezone, venue.day_starts_at
    return Period(at_wall_clock(night, roll, zone), at_wall_clock(night + DAY, roll, zone))


def closures_of(stage: Stage) -> list[Closure]:
    """The closures of a stage that are not over, by night. One query."""
    return [closure_of(rule, stage.venue) for rule in standing_rules_of(stage)]


def standing_rules_of(stage: Stage) -> QuerySet[AvailabilityRule]:
    """The closures of a stage that are not over, as they are stored."""
    return rules_closing([stage.calendar_id]).filter(ends_at__gt=now()).order_by("starts_at", "id")


def rules_closing(calendars: Collection[int]) -> QuerySet[AvailabilityRule]:
    """What closes stages, by the ids of their calendars: one-off busy time."""
    return AvailabilityRule.objects.filter(calendar__in=calendars, kind=SaidKind.BUSY, rrule="")


def is_closed(stages: Collection[Stage], period: Period) -> bool:
    """Whether one of these stages is closed at some moment of the period. One query."""
    return _closing(stages, period).exists()


def closure_on(stages: Collection[Stage], night: dt.date, venue: Venue) -> Closure | None:
    """What closes one of these stages of a venue at some moment of a night. One query."""
    rule = _closing(stages, night_period(night, venue)).order_by("starts_at", "id").first()
    return closure_of(rule, venue) if rule else None


def _closing(stages: Collection[Stage], period: Period) -> QuerySet[AvailabilityRule]:
    calendars = [stage.calendar_id for stage in stages]
    return rules_closing(calendars).filter(starts_at__lt=period.ends_at, ends_at__gt=period.starts_at)
