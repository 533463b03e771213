"""The ways to repeat that a form offers as simple choices, read from an RRULE and written as one.

RFC 5545, section 3.3.10. What the choices cannot say stays the text it is (`Way.CUSTOM`), so that nothing is lost.
"""

import datetime as dt
from dataclasses import dataclass, replace

from django.db import models
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from availability.ranges import DAY, at_wall_clock
from availability.rules.recurrence import WEEKDAYS, Recurrence
from web.dates import say_date, say_day, weekday_names


class Way(models.TextChoices):
    """How time said once comes again."""

    ONCE = "once", gettext_lazy("Never")
    DAILY = "daily", gettext_lazy("Every day, or every few days")
    WEEKLY = "weekly", gettext_lazy("Every week, or every few weeks")
    MONTHLY_WEEKDAY = "monthly_weekday", gettext_lazy("Every month on a weekday, like the second Friday")
    MONTHLY_DAY = "monthly_day", gettext_lazy("Every month on a day, like the 15th")
    YEARLY = "yearly", gettext_lazy("Every year on this day")
    CUSTOM = "custom", gettext_lazy("Custom rule")


class Ends(models.TextChoices):
    NEVER = "never", gettext_lazy("Never")
    UNTIL = "until", gettext_lazy("On a day")
    COUNT = "count", gettext_lazy("After a number of times")


EVERY = (
    gettext_lazy("Mondays"),
    gettext_lazy("Tuesdays"),
    gettext_lazy("Wednesdays"),
    gettext_lazy("Thursdays"),
    gettext_lazy("Fridays"),
    gettext_lazy("Saturdays"),
    gettext_lazy("Sundays"),
)
LAST = -1
NTH = {
    1: pgettext_lazy("weekday of a month", "first"),
    2: pgettext_lazy("weekday of a month", "second"),
    3: pgettext_lazy("weekday of a month", "third"),
    4: pgettext_lazy("weekday of a month", "fourth"),
    5: pgettext_lazy("weekday of a month", "fifth"),
    LAST: pgettext_lazy("weekday of a month", "last"),
}
_FREQUENCIES = {
    Way.DAILY: "DAILY",
    Way.WEEKLY: "WEEKLY",
    Way.MONTHLY_WEEKDAY: "MONTHLY",
    Way.MONTHLY_DAY: "MONTHLY",
    Way.YEARLY: "YEARLY",
}


@dataclass(frozen=True)
class Repeat:
    """One way of repeating, with everything that any of the ways may need; `until` is the last day, included."""

    way: Way
    weekdays: tuple[int, ...]
    nth: int
    weekday: int
    month_day: int
    every: int = 1
    until: dt.date | None = None
    count: int | None = None
    rrule: str = ""

    @property
    def ends(self) -> Ends:
        return Ends.UNTIL if self.until else Ends.COUNT if self.count else Ends.NEVER

    def written(self, timezone: str) -> str:
        """The RRULE; empty for once. UNTIL is the end of its day in this zone, in UTC as RFC 5545 wants it."""
        if self.way == Way.ONCE:
            return ""
        if self.way == Way.CUSTOM:
            return self.rrule.strip()
        parts = [f"FREQ={_FREQUENCIES[self.way]}"]
        if self.every != 1:
            parts.append(f"INTERVAL={self.every}")
        return ";".join([*parts, *self._chosen_days(), *self._end(timezone)])

    def moved(self, before: dt.date, after: dt.date) -> "Repeat":
        """The same for a start that moved to another day: its weekdays, its place in the month, its date go along."""
        weekdays = {(day + (after - before).days) % 7 for day in self.weekdays}
        fitting = once_on(after)
        nth = LAST if self.nth == LAST and _is_last_weekday(after) else fitting.nth
        return replace(
            self, weekdays=tuple(sorted(weekdays)), nth=nth, weekday=fitting.weekday, month_day=fitting.month_day
        )

    def _chosen_days(self) -> list[str]:
        if self.way == Way.WEEKLY:
            return [f"BYDAY={','.join(WEEKDAYS[day] for day in self.weekdays)}"]
        if self.way == Way.MONTHLY_WEEKDAY:
            return [f"BYDAY={self.nth}{WEEKDAYS[self.weekday]}"]
        return [f"BYMONTHDAY={self.month_day}"] if self.way == Way.MONTHLY_DAY else []

    def _end(self, timezone: str) -> list[str]:
        if self.until:
            last = at_wall_clock(self.until + DAY, dt.time(), timezone) - dt.timedelta(seconds=1)
            return [f"UNTIL={last:%Y%m%dT%H%M%SZ}"]
        return [f"COUNT={self.count}"] if self.count else []


def once_on(day: dt.date) -> Repeat:
    """Not repeated, with everything else as it fits that day."""
    return Repeat(
        way=Way.ONCE, weekdays=(day.weekday(),), nth=(day.day - 1) // 7 + 1, weekday=day.weekday(), month_day=day.day
    )


def read_repeat(rrule: str, starts: dt.datetime) -> Repeat:
    """What the choices show of an RRULE that is valid, with the aware local start of its rule."""
    plain = once_on(starts.date())
    if not rrule:
        return plain
    found = Recurrence.parse(rrule)
    until = found.until.last_day(starts.tzinfo, starts.time()) if found.until else None
    ending = replace(plain, every=found.interval, count=found.count, until=until, rrule=rrule)
    if _has_more(found):
        return replace(ending, way=Way.CUSTOM)
    return _by_frequency(found, ending)


def say_repeat(rrule: str, starts: dt.datetime, hours: str = "") -> str:
    """When, how often and from which day on, in words: "Tuesdays 18:00–22:00 (from 23 Sep until Tue 1 Dec)".

    `hours` says the time of day, where it is no whole day. Empty for once.
    """
    repeat = read_repeat(rrule, starts)
    if repeat.way == Way.ONCE:
        return ""
    text = _with_hours(repeat, starts.date(), hours)
    if repeat.count:
        times = ngettext("%(count)s time", "%(count)s times", repeat.count) % {"count": repeat.count}
        text = f"{text}, {times}"
    bounds = _say_bounds(repeat, starts.date())
    return f"{text[:-1]}, {bounds})" if text.endswith(")") else f"{text} ({bounds})"


def _with_hours(repeat: Repeat, first: dt.date, hours: str) -> str:
    if repeat.way == Way.CUSTOM:
        return ", ".join(filter(None, [_("custom rule: %(rule)s") % {"rule": repeat.rrule}, hours]))
    said = _say_way(repeat, first)
    is_plain = repeat.way == Way.WEEKLY and repeat.every == 1
    return (" " if is_plain else ", ").join(filter(None, [said[:1].upper() + said[1:], hours]))


def _say_bounds(repeat: Repeat, first: dt.date) -> str:
    """The first day without its weekday, which may be another than those on which it happens."""
    start = say_date(first) if first.year == localdate().year else f"{say_date(first)} {first.year}"
    if repeat.until and repeat.way != Way.CUSTOM:
        return _("from %(first)s until %(last)s") % {"first": start, "last": say_day(repeat.until)}
    return _("from %(first)s") % {"first": start}


def _has_more(found: Recurrence) -> bool:
    """Whether a rule says what no simple choice can."""
    if found.by_month or found.by_year_day or found.by_week_number or found.by_position or found.names_times:
        return True
    counts_weeks_otherwise = found.frequency == "WEEKLY" and found.interval > 1 and found.week_start != 0
    return counts_weeks_otherwise or bool(found.by_day and found.by_month_day)


def _by_frequency(found: Recurrence, ending: Repeat) -> Repeat:
    custom = replace(ending, way=Way.CUSTOM)
    days, month_days = found.by_day, found.by_month_day
    match found.frequency:
        case "DAILY" if not days and not month_days:
            return replace(ending, way=Way.DAILY)
        case "WEEKLY":
            chosen = tuple(sorted({weekday for _nth, weekday in days})) or ending.weekdays
            return replace(ending, way=Way.WEEKLY, weekdays=chosen)
        case "MONTHLY" if len(days) == 1 and days[0][0] in NTH:
            return replace(ending, way=Way.MONTHLY_WEEKDAY, nth=days[0][0], weekday=days[0][1])
        case "MONTHLY" if not days and (not month_days or _is_one_choice(month_days)):
            return replace(ending, way=Way.MONTHLY_DAY, month_day=(month_days or (ending.month_day,))[0])
        case "YEARLY" if not days and not month_days:
            return replace(ending, way=Way.YEARLY)
    return custom


def _is_one_choice(month_days: tuple[int, ...]) -> bool:
    return len(month_days) == 1 and month_days[0] >= LAST


def _is_last_weekday(day: dt.date) -> bool:
    return (day + 7 * DAY).month != day.month


def _say_way(repeat: Repeat, first: dt.date) -> str:
    every = repeat.every
    match repeat.way:
        case Way.DAILY:
            return ngettext("every day", "every %(count)s days", every) % {"count": every}
        case Way.WEEKLY if every == 1:
            return ", ".join(str(EVERY[day]) for day in repeat.weekdays)
        case Way.WEEKLY:
            days = ", ".join(weekday_names()[day][0] for day in repeat.weekdays)
            text = ngettext("every week on %(days)s", "every %(count)s weeks on %(days)s", every)
            return text % {"count": every, "days": days}
        case Way.MONTHLY_WEEKDAY:
            text = ngettext("every month on the %(which)s", "every %(count)s months on the %(which)s", every)
            which = _("%(nth)s %(weekday)s") % {"nth": NTH[repeat.nth], "weekday": weekday_names()[repeat.weekday][1]}
            return text % {"count": every, "which": which}
        case Way.MONTHLY_DAY:
            if repeat.month_day == LAST:
                text = ngettext("every month on its last day", "every %(count)s months on the last day", every)
            else:
                text = ngettext("every month on day %(day)s", "every %(count)s months on day %(day)s", every)
            return text % {"count": every, "day": repeat.month_day}
        case _:
            text = ngettext("every year on %(date)s", "every %(count)s years on %(date)s", every)
            return text % {"count": every, "date": say_date(first)}
