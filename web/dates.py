"""Dates and times as people say them: "Sat 6 Mar, 21:00 – 00:30". Days are cached: a list of hundreds costs little."""

import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_location
from django.utils import timezone
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

NOON = 12
MIDNIGHT, MIDNIGHT_AT_THE_END = "00:00", "24:00"
# Babel patterns by language; others are said the English way round.
_DATE_PATTERNS = {"en": "d MMM", "de": "d. MMM"}
_DAY_PATTERNS = {"en": "EEE d MMM", "de": "EEE d. MMM"}
# A day this near needs no year: nobody takes "2 Jan" read in December for the one that is gone.
_PLAIN_DAYS_BACK, _PLAIN_DAYS_AHEAD = 90, 270
_MONTH_PATTERN = "LLLL y"
_LONG_PATTERNS = {"en": "EEEE d MMMM y", "de": "EEEE, d. MMMM y"}


def say_day(day: datetime.date, *, today: datetime.date | None = None, locale: str | None = None) -> str:
    """Say a calendar day: "Sat 6 Mar", with its year only where it might be taken for another: "Sun 1 Aug 2027"."""
    ahead = (day - (today or timezone.localdate())).days
    return _day(day, _locale(locale), not -_PLAIN_DAYS_BACK <= ahead <= _PLAIN_DAYS_AHEAD)


def say_date(day: datetime.date, *, locale: str | None = None) -> str:
    """Say a calendar day where its weekday is plain to see: "6 Mar"."""
    name = _locale(locale)
    return _formatted(day, _DATE_PATTERNS.get(name[:2], _DATE_PATTERNS["en"]), name)


def say_brief(moment: datetime.datetime, *, today: datetime.date | None = None, locale: str | None = None) -> str:
    """Say when something happened, in as few letters as a list has room for, by the clock of the active time zone:
    "14:05" today, else "6 Mar", with its year where it might be taken for another."""
    local, name = timezone.localtime(moment), _locale(locale)
    age = ((today or timezone.localdate()) - local.date()).days
    if age == 0:
        return _clock(local)
    pattern = _DATE_PATTERNS.get(name[:2], _DATE_PATTERNS["en"])
    return _formatted(local.date(), pattern if age <= _PLAIN_DAYS_AHEAD else f"{pattern} y", name)


def say_full_day(day: datetime.date, *, locale: str | None = None) -> str:
    """Say a day in full, for headings and accessible names: "Saturday 6 March 2027"."""
    name = _locale(locale)
    return _formatted(day, _LONG_PATTERNS.get(name[:2], _LONG_PATTERNS["en"]), name)


def say_month(day: datetime.date, *, locale: str | None = None) -> str:
    """Say the month a day lies in: "March 2027"."""
    return _formatted(day, _MONTH_PATTERN, _locale(locale))


def next_month(first: datetime.date) -> datetime.date:
    """The first day of the month after the one that begins on this day."""
    return (first + datetime.timedelta(days=31)).replace(day=1)


def weekday_names(*, locale: str | None = None) -> list[tuple[str, str]]:
    """Short and full names of Monday to Sunday, for the head of a calendar."""
    return list(_weekdays(_locale(locale)))


@lru_cache(maxsize=64)
def _weekdays(name: str) -> tuple[tuple[str, str], ...]:
    monday = datetime.date(2027, 3, 1)
    week = [monday + datetime.timedelta(days=count) for count in range(7)]
    return tuple((_formatted(day, "EEEEEE", name).rstrip("."), _formatted(day, "EEEE", name)) for day in week)


def say_time(moment: datetime.datetime, zone: str, *, viewer_zone: str | None = None) -> str:
    """Say the clock time in a zone: "21:00", and "21:00 (Lisbon time)" when the viewer's clock shows another."""
    return _clock(moment.astimezone(ZoneInfo(zone))) + _zone_note(moment, zone, viewer_zone)


def say_zone(moment: datetime.datetime, zone: str, *, viewer_zone: str | None = None) -> str:
    """Say whose clock times are on where the viewer's shows another: "(Lisbon time)"; else nothing. Once for many."""
    return _zone_note(moment, zone, viewer_zone).strip()


def say_place_of(zone: str) -> str:
    """The town that a zone is called after, as the language calls it: "Warsaw", "Warschau"."""
    return _place_of(zone, _locale(None))


def say_hours(
    starts_at: datetime.datetime, ends_at: datetime.datetime, zone: str, *, viewer_zone: str | None = None
) -> str:
    """Say clock times without their day: "18:00–22:00", with whose clock it is as in `say_time`. Midnight ends
    as 24:00.
    """
    start, end = (_clock(moment.astimezone(ZoneInfo(zone))) for moment in (starts_at, ends_at))
    return f"{start}–{MIDNIGHT_AT_THE_END if end == MIDNIGHT else end}{_zone_note(starts_at, zone, viewer_zone)}"


def say_moment(
    moment: datetime.datetime,
    zone: str,
    *,
    viewer_zone: str | None = None,
    today: datetime.date | None = None,
    locale: str | None = None,
) -> str:
    """Say an instant: "Sat 6 Mar, 21:00"."""
    local = moment.astimezone(ZoneInfo(zone))
    day = say_day(local.date(), today=today, locale=locale)
    return f"{day}, {_clock(local)}{_zone_note(moment, zone, viewer_zone)}"


def say_span(
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    zone: str,
    *,
    night: datetime.date | None = None,
    viewer_zone: str | None = None,
    today: datetime.date | None = None,
    locale: str | None = None,
) -> str:
    """Say a span of time in a zone: "Sat 6 Mar, 21:00 – 00:30".

    The second day is named only when the span is no single night (18 hours or more). An end at midnight is 24:00 of the
    day before. A `night` is said first where a
    set begins after its midnight, since that belongs to the evening before: "Night of Sat 6 Mar, 00:30 – 02:00". On
    another day of a show over several it is that day which is said.
    """
    start, end = (moment.astimezone(ZoneInfo(zone)) for moment in (starts_at, ends_at))
    first = say_day(start.date(), today=today, locale=locale)
    if night and night != start.date() and is_of_night(start, night):
        first = _("Night of %(day)s") % {"day": say_day(night, today=today, locale=locale)}
    is_long = ends_at - starts_at >= datetime.timedelta(hours=18)
    clock, last_day = _clock(end), end.date()
    if clock == MIDNIGHT and ends_at > starts_at:
        clock, last_day = MIDNIGHT_AT_THE_END, last_day - datetime.timedelta(days=1)
    last = f"{say_day(last_day, today=today, locale=locale)}, " if is_long and last_day != start.date() else ""
    return f"{first}, {_clock(start)} – {last}{clock}{_zone_note(starts_at, zone, viewer_zone)}"


def is_of_night(local: datetime.datetime, night: datetime.date) -> bool:
    """Whether a local time belongs to a night: to its day, or to the morning after, until noon."""
    return night == local.date() or (night == local.date() - datetime.timedelta(days=1) and local.hour < NOON)


def _clock(local: datetime.datetime) -> str:
    """Hours and minutes; the hour that clocks show twice in autumn says which one it is: "02:30 CET"."""
    text = f"{local.hour:02}:{local.minute:02}"
    if local.utcoffset() == local.replace(fold=1 - local.fold).utcoffset():
        return text
    return f"{text} {local.tzname()}"


def _zone_note(moment: datetime.datetime, zone: str, viewer_zone: str | None) -> str:
    if viewer_zone == zone:
        return ""
    viewer = ZoneInfo(viewer_zone) if viewer_zone else timezone.get_current_timezone()
    if moment.astimezone(viewer).utcoffset() == moment.astimezone(ZoneInfo(zone)).utcoffset():
        return ""
    return " " + _("(%(place)s time)") % {"place": _place_of(zone, _locale(None))}


@lru_cache(maxsize=1024)
def _place_of(zone: str, locale: str) -> str:
    """The town a zone is called after, as the language calls it: "Warsaw", "Warschau"."""
    try:
        return get_timezone_location(zone, locale=locale, return_city=True).rsplit("/", 1)[-1]
    except LookupError:
        return zone


def _day(day: datetime.date, locale: str, with_year: bool) -> str:
    pattern = _DAY_PATTERNS.get(locale[:2], _DAY_PATTERNS["en"])
    return _formatted(day, f"{pattern} y" if with_year else pattern, locale)


@lru_cache(maxsize=8192)
def _formatted(day: datetime.date, pattern: str, locale: str) -> str:
    return format_date(day, pattern, locale=locale)


def _locale(locale: str | None) -> str:
    return _locale_of(locale or get_language() or "en")


_locale_of = lru_cache(maxsize=64)(to_locale)
