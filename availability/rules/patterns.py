"""Rules as their owners mean them: on the wall clock, whatever clocks do; and how such a rule moves to another time."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from availability.models import AvailabilityRule
from availability.ranges import Period, wall_clock_period
from availability.rules.checks import LAST_YEAR
from availability.rules.projection import wall_length
from availability.rules.recurrence import WEEKDAYS, Recurrence, Until, rewritten

LAST_DAY = dt.date(LAST_YEAR, 12, 31)
BEGINS_ANEW = dt.timedelta(days=7)
"""A rule whose first day moves by less moves its days along; by so much or more, it begins at another time."""


@dataclass(frozen=True)
class Pattern:
    """A rule as its owner means it: on the wall clock, where it may begin at a time that clocks never show."""

    start: dt.datetime
    length: dt.timedelta
    timezone: str
    rrule: str

    @classmethod
    def of(cls, rule: AvailabilityRule) -> "Pattern":
        zone = ZoneInfo(rule.timezone)
        start, end = rule.starts_at.astimezone(zone), rule.ends_at.astimezone(zone)
        return cls(naive(start), wall_length(start, end), rule.timezone, rule.rrule)

    def moments(self) -> Iterator[dt.datetime]:
        """When it happens on the wall clock, exceptions or not."""
        if not self.rrule:
            return iter([self.start])
        return Recurrence.parse(self.rrule).moments(self.start.replace(tzinfo=ZoneInfo(self.timezone)), LAST_DAY)

    def period(self, moment: dt.datetime) -> Period:
        return wall_clock_period(moment, moment + self.length, self.timezone)

    def is_shown(self, moment: dt.datetime) -> bool:
        """Whether clocks show both ends as they are meant: only then does a rule that begins here say the same."""
        period, zone = self.period(moment), ZoneInfo(self.timezone)
        shown = naive(period.starts_at.astimezone(zone)), naive(period.ends_at.astimezone(zone))
        return shown == (moment, moment + self.length)


@dataclass(frozen=True)
class Move:
    """From what a rule said to what it shall say, on the wall clock."""

    old: Pattern
    new_rrule: str
    timezone: str
    length: dt.timedelta
    time: dt.time
    days: dt.timedelta
    is_from_first: bool

    @classmethod
    def between(
        cls, rule: AvailabilityRule, before: AvailabilityRule, after: AvailabilityRule, on: dt.date | None
    ) -> "Move":
        """The move of what happens on the day `on` (None: first) from the times of `before` to those of `after`.

        A side that was not touched keeps its wall clock, which is not the one shown on the night of a gap.
        """
        old, zone = Pattern.of(rule), ZoneInfo(after.timezone)
        start = dt.datetime.combine(on, old.start.time()) if on else old.start
        if on and Recurrence.parse(rule.rrule).names_times:
            start = local(before.starts_at, ZoneInfo(rule.timezone))
        new_start, new_end = local(after.starts_at, zone), local(after.ends_at, zone)
        if after.timezone == rule.timezone:
            new_start = start if after.starts_at == before.starts_at else new_start
            new_end = start + old.length if after.ends_at == before.ends_at else new_end
        length = new_end - new_start
        return cls(
            old=old,
            new_rrule=after.rrule,
            timezone=after.timezone,
            length=length if length > dt.timedelta() else after.ends_at - after.starts_at,
            time=new_start.time(),
            days=new_start.date() - start.date(),
            is_from_first=on is None,
        )

    @property
    def begins_anew(self) -> bool:
        """Whether this is another rule, not the same one moved."""
        return self.new_rrule != self.old.rrule or (self.is_from_first and abs(self.days) >= BEGINS_ANEW)

    def of(self, moment: dt.datetime) -> dt.datetime:
        """Where a moment of the old rule moves to."""
        if self.time == self.old.start.time():
            return moment + self.days
        return dt.datetime.combine(moment.date() + self.days, self.time)

    def moved(self) -> Pattern:
        return Pattern(self.of(self.old.start), self.length, self.timezone, self._moved_rrule())

    def anew(self, on: dt.date | None) -> Pattern:
        """The new rule from its first day, or from a later one."""
        start = dt.datetime.combine((on or self.old.start.date()) + self.days, self.time)
        return Pattern(start, self.length, self.timezone, self.new_rrule)

    def exdates(self, stored: set[dt.date], wanted: set[dt.date]) -> set[dt.date]:
        """Exceptions that stay move along with the rule; new ones are as they were said."""
        if self.is_from_first and abs(self.days) >= BEGINS_ANEW:
            return wanted
        return {day + self.days for day in wanted & stored} | (wanted - stored)

    def _moved_rrule(self) -> str:
        rrule, recurrence = self.old.rrule, Recurrence.parse(self.old.rrule)
        is_retimed = self.time != self.old.start.time()
        if is_retimed and recurrence.names_times:
            raise ValidationError({"starts_at": [_("This rule sets its own hours. Change them in the rule.")]})
        if self.days:
            rrule = with_moved_days(rrule, recurrence, self.days.days)
        if recurrence.until and (self.days or is_retimed or self.timezone != self.old.timezone):
            rrule = rewritten(rrule, UNTIL=self._moved_until(recurrence, recurrence.until))
        return rrule

    def _moved_until(self, recurrence: Recurrence, until: Until) -> str:
        """The last day goes along, whatever time of it was meant; where hours are named, that time too."""
        clock = ZoneInfo(self.old.timezone)
        if not recurrence.names_times or until.is_day:
            return f"{until.last_day(clock, self.old.start.time()) + self.days:%Y%m%d}"
        last = local(until.moment, clock) if until.moment.tzinfo else until.moment
        return f"{last + self.days:%Y%m%dT%H%M%S}"


def with_moved_days(rrule: str, recurrence: Recurrence, days: int) -> str:
    """The same rule so many days later: its weekdays move along, and with them where its weeks begin."""
    named = (
        recurrence.by_month,
        recurrence.by_month_day,
        recurrence.by_year_day,
        recurrence.by_week_number,
        recurrence.by_position,
        [ordinal for ordinal, _weekday in recurrence.by_day if ordinal],
    )
    if any(named):
        message = _("This rule sets its own days. Change how it repeats to move it.")
        raise ValidationError({"starts_at": [message]})
    if not recurrence.by_day:
        return rrule
    weekdays = sorted((weekday + days) % 7 for _ordinal, weekday in recurrence.by_day)
    parts: dict[str, str | None] = {"BYDAY": ",".join(WEEKDAYS[weekday] for weekday in weekdays)}
    if recurrence.frequency == "WEEKLY" and recurrence.interval > 1:
        parts["WKST"] = WEEKDAYS[(recurrence.week_start + days) % 7]
    return rewritten(rrule, **parts)


def local(moment: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    return naive(moment.astimezone(zone))


def naive(local: dt.datetime) -> dt.datetime:
    return local.replace(tzinfo=None, fold=0)
