"""A person's own month: their bookings, what they said about their time, and what is open."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from accounts.models import User
from availability.models import CalendarEntry, TimeBlock
from availability.ranges import Period, evening, union
from availability.states import BlockKind, EntryStatus
from web.dates import say_full_day

DAY_STARTS_AT = dt.time(6)
"""A person's day is a night too: what happens at 01:00 on Sunday is shown on Saturday. What begins there and goes on
through Sunday, such as an event of a whole day, is Sunday's."""

FIRST_MONTH, LAST_MONTH = dt.date(2000, 1, 1), dt.date(2100, 12, 1)
WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class PersonMonth:
    """The weeks of a month as `components/month.html` wants them."""

    first: dt.date
    weeks: list[dict]

    @property
    def previous(self) -> str:
        return f"{_first_of(self.first - dt.timedelta(days=1)):%Y-%m}"

    @property
    def following(self) -> str:
        return f"{_first_of(self.first + dt.timedelta(days=31)):%Y-%m}"


def month_of(text: str, today: dt.date) -> dt.date:
    """The first day of the month an address names ("2027-03"); of this month where it names none."""
    try:
        month = dt.datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError:
        return _first_of(today)
    return month if FIRST_MONTH <= month <= LAST_MONTH else _first_of(today)


def person_month(user: User, first: dt.date, today: dt.date) -> PersonMonth:
    """The month that begins on `first`, in the person's zone, with all that is said and promised in it. Two queries."""
    start = first - dt.timedelta(days=first.weekday())
    following = _first_of(first + dt.timedelta(days=31))
    days = [start + dt.timedelta(days=count) for count in range((following - start).days + (-following.weekday()) % 7)]
    blocks, entries = _blocks(user, days), _entries(user, days)
    cells = [_cell(user, day, blocks, entries, month=first, today=today) for day in days]
    weeks = [cells[number : number + 7] for number in range(0, len(cells), 7)]
    return PersonMonth(first, [{"label": week[0]["date"].isocalendar().week, "cells": week} for week in weeks])


def last_known_day(user: User) -> dt.date | None:
    """The last day, with its night, up to which the person said that the rest is free."""
    known_until = user.calendar.known_until
    if known_until is None:
        return None
    local = known_until.astimezone(ZoneInfo(user.timezone))
    day = local.date() if local.time() >= DAY_STARTS_AT else local.date() - dt.timedelta(days=1)
    return day - dt.timedelta(days=1) if local.time() == DAY_STARTS_AT else day


def _first_of(day: dt.date) -> dt.date:
    return day.replace(day=1)


def _day(user: User, day: dt.date) -> Period:
    return evening(day, DAY_STARTS_AT, DAY_STARTS_AT, user.timezone)


def _span(user: User, days: list[dt.date]) -> tuple[dt.datetime, dt.datetime]:
    return _day(user, days[0]).starts_at, _day(user, days[-1]).ends_at


def _blocks(user: User, days: list[dt.date]) -> list[TimeBlock]:
    starts_at, ends_at = _span(user, days)
    near = TimeBlock.objects.filter(calendar=user.calendar_id, period__overlap=(starts_at, ends_at))
    return list(near.filter(period__startswith__gte=starts_at - WEEK).order_by("period"))


def _entries(user: User, days: list[dt.date]) -> list[CalendarEntry]:
    near = CalendarEntry.objects.filter(calendar=user.calendar_id, period__overlap=_span(user, days))
    return list(near.exclude(status=EntryStatus.CANCELLED).order_by("period"))


def _cell(
    user: User, day: dt.date, blocks: list[TimeBlock], entries: list[CalendarEntry], *, month: dt.date, today: dt.date
) -> dict:
    period = _day(user, day)
    strips = [*_promised(user, period, blocks, entries), *_said(user, period, blocks)]
    if not strips and day >= today:
        strips = [_left_open(user, period)]
    words = ", ".join(" ".join(filter(None, [str(strip["label"]), strip.get("sub", "")])) for strip in strips)
    return {
        "date": day,
        "label": day.day,
        "name": f"{say_full_day(day)}: {words}" if words else say_full_day(day),
        "is_today": day == today,
        "in_month": day.month == month.month,
        "href": "",
        "strips": strips if day.month == month.month else [],
        "is_checked": False,
    }


def _promised(user: User, day: Period, blocks: list[TimeBlock], entries: list[CalendarEntry]) -> Iterable[dict]:
    told = set()
    for entry in entries:
        told.add(entry.occasion)
        if _begins_in(entry, day):
            voice = "booked" if entry.status == EntryStatus.CONFIRMED else "pending"
            yield {"voice": voice, "label": entry.title, "sub": _clock(user, entry.period.lower), "href": entry.path}
    for block in blocks:
        if block.kind == BlockKind.CLAIM and block.occasion not in told and _begins_in(block, day):
            yield {"voice": "booked", "label": _("Booked"), "sub": _clock(user, block.period.lower)}


def _said(user: User, day: Period, blocks: list[TimeBlock]) -> Iterable[dict]:
    """One strip a kind, the strongest first; with its hours unless it fills the day, from morning or from midnight."""
    date = evening(day.starts_at.astimezone(ZoneInfo(user.timezone)).date(), dt.time(), dt.time(), user.timezone)
    for kind in (BlockKind.BUSY, BlockKind.MAYBE, BlockKind.FREE):
        periods = [Period.of(block.period) for block in blocks if block.kind == kind]
        spans = [span for span in union(periods) if span.overlaps(day) and not _goes_on(span, day, date)]
        if spans:
            parts = [_within(span, day, date) for span in spans if not (_fills(span, day) or _fills(span, date))]
            hours = [f"{_clock(user, part.starts_at)}–{_clock(user, part.ends_at)}" for part in parts]
            yield {"voice": kind.value, "label": kind.label, "sub": ", ".join(hours)}


def _left_open(user: User, day: Period) -> dict:
    """A day nobody said anything about: free as long as the person said the rest is."""
    known_until = user.calendar.known_until
    if known_until and known_until >= day.ends_at:
        return {"voice": "free", "label": BlockKind.FREE.label}
    return {"voice": "unknown", "label": _("No answer yet")}


def _begins_in(timed: TimeBlock | CalendarEntry, day: Period) -> bool:
    return day.starts_at <= timed.period.lower < day.ends_at


def _goes_on(span: Period, day: Period, date: Period) -> bool:
    """Whether it begins after midnight and goes on in the morning: then it is shown on the next day alone."""
    return span.starts_at >= date.ends_at and span.ends_at > day.ends_at


def _fills(span: Period, day: Period) -> bool:
    return span.starts_at <= day.starts_at and span.ends_at >= day.ends_at


def _within(span: Period, day: Period, date: Period) -> Period:
    """The part on this day, from before the morning where it begins only then."""
    begins = span.starts_at if span.starts_at >= date.starts_at else max(span.starts_at, day.starts_at)
    return Period(begins, min(span.ends_at, day.ends_at))


def _clock(user: User, instant: dt.datetime) -> str:
    return f"{instant.astimezone(ZoneInfo(user.timezone)):%H:%M}"
