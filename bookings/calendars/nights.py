"""The nights of a public calendar in words: strips, names for who cannot see them, and the shows with their times."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from accounts.states import PartyKind
from bookings.calendars.subjects import PublicCalendar
from bookings.queries import PublicNight, public_nights, venue_nights
from bookings.queries.night_statuses import NightShow
from bookings.states import NightStatus
from venues.models import Stage
from web.addresses import address_of
from web.dates import say_day, say_full_day, say_time
from web.templatetags.web import tape
from web.voices import find_voice

DAYS_REMEMBERED = 2000
"""A month has dozens of days, and what happens changes one of them: so many a process keeps, named by all they tell."""
_DAY = (
    '<td class="{}" data-date="{}"><span class="day" aria-hidden="true">{}</span><span class="hidden">{}</span>{}</td>'
)
_SATURDAY = '<li class="{}"><span class="day">{}</span>{}</li>'
TO_BE_ASKED = (NightStatus.AVAILABLE, NightStatus.PENDING, NightStatus.ON_REQUEST)


class ToldNight(NamedTuple):
    """A night, and of a whole venue what each stage says of it, by name."""

    whole: PublicNight
    rooms: tuple[tuple[str, PublicNight], ...] = ()

    @property
    def night(self) -> dt.date:
        return self.whole.night

    @property
    def parts(self) -> tuple[tuple[str, PublicNight], ...]:
        """What to show strip by strip: each stage by its name, or the night alone without one."""
        return self.rooms or (("", self.whole),)


@dataclass(frozen=True)
class Part:
    """What one stage, or the only subject, says of a night."""

    name: str
    strip: SafeString
    shows: list[tuple[str, str, str]]
    """(time, title, address) of those that have been announced."""


@dataclass(frozen=True)
class Row:
    """A night at length, as week and list show it; `ask` is where to ask for it."""

    classes: str
    iso: str
    day: dt.date
    words: str
    parts: list[Part]
    ask: str


def told_nights(shown: PublicCalendar, first: dt.date, last: dt.date) -> list[ToldNight]:
    """All nights from `first` to `last`, as everybody may know them."""
    if isinstance(shown.subject, Stage) or shown.party.kind != PartyKind.VENUE:
        return [ToldNight(night) for night in public_nights(shown.subject, first, last)]
    best, stages = venue_nights(shown.party, first, last)
    return [
        ToldNight(night, tuple((each.stage.name, each.nights[place]) for each in stages))
        for place, night in enumerate(best)
    ]


def draw_day(shown: PublicCalendar, told: ToldNight, language: str, *, is_in: bool = True) -> SafeString:
    """One day of a month, in this language, which is the active one. Of days gone by, and of those outside (`is_in`),
    only what was booked is told."""
    return _day(told, _classes(shown, told.night, is_in=is_in), is_in and _is_told(shown, told), language)


def draw_saturday(shown: PublicCalendar, told: ToldNight, language: str) -> SafeString:
    """One of the nights that most are asked for, by its day and its strips."""
    day = say_day(told.night, today=shown.today, locale=language)
    return _saturday(told, _classes(shown, told.night), _is_told(shown, told), day, language)


def row_of(shown: PublicCalendar, told: ToldNight) -> Row:
    """One night with all that is told of it."""
    day, is_told = told.night, _is_told(shown, told)
    return Row(
        classes=_classes(shown, day),
        iso=day.isoformat(),
        day=day,
        words=_words(told) if is_told else say_full_day(day),
        parts=[_part(name, night) for name, night in told.parts] if is_told else [],
        ask=_ask(shown, told),
    )


@lru_cache(maxsize=DAYS_REMEMBERED)
def _day(told: ToldNight, classes: str, is_told: bool, _language: str) -> SafeString:
    day = told.night
    words = _words(told) if is_told else say_full_day(day)
    return format_html(_DAY, classes, day.isoformat(), day.day, words, _strips_of(told, is_told))


@lru_cache(maxsize=DAYS_REMEMBERED)
def _saturday(told: ToldNight, classes: str, is_told: bool, day: str, _language: str) -> SafeString:
    return format_html(_SATURDAY, classes, day, _strips_of(told, is_told))


def _strips_of(told: ToldNight, is_told: bool) -> SafeString:
    return format_html('<div class="strips">{}</div>', _strips(told)) if is_told else SafeString("")


def _is_told(shown: PublicCalendar, told: ToldNight) -> bool:
    return told.night >= shown.today or NightStatus.BOOKED in {night.status for _name, night in told.parts}


def _classes(shown: PublicCalendar, day: dt.date, *, is_in: bool = True) -> str:
    return " ".join(name for name, is_so in (("today", day == shown.today), ("out", not is_in)) if is_so)


def _words(told: ToldNight) -> str:
    """The whole truth for who cannot see the strips: "Saturday 6 March 2027: Booked, Northern Static"."""
    said = [_said(told.whole, told.whole.shows if not told.rooms else ())]
    said += [f"{name}: {_said(night, night.shows)}" for name, night in told.rooms]
    return f"{say_full_day(told.night)}: {'; '.join(said)}"


def _said(night: PublicNight, shows: tuple[NightShow, ...]) -> str:
    return ", ".join([_word(night.status, get_language()), *(show.title for show in shows if show.title)])


@lru_cache(maxsize=64)
def _word(status: str, _language: str) -> str:
    return str(find_voice(status).word)


def _strips(told: ToldNight) -> SafeString:
    """The tape of a night; one that stands for a single show leads to it. Of a venue: its best status, and
    what is on anywhere."""
    if not told.rooms:
        return _strip(told.whole)
    on = [night for _name, night in told.rooms if night.shows]
    best = [] if told.whole.status == NightStatus.BOOKED and on else [_plain_strip(told.whole.status, get_language())]
    return SafeString("".join([*best, *map(_strip, on)]))


def _strip(night: PublicNight) -> SafeString:
    """Nights without shows all look alike."""
    if len(night.shows) != 1:
        return _plain_strip(night.status, get_language())
    [show] = night.shows
    return tape(night.status, sub=show.title, href=_address(show))


@lru_cache(maxsize=64)
def _plain_strip(status: str, _language: str) -> SafeString:
    return tape(status, is_decoration=True)


def _part(name: str, night: PublicNight) -> Part:
    shows = [
        (say_time(show.starts_at, show.timezone, viewer_zone=show.timezone), show.title or show.owner, _address(show))
        for show in night.shows
    ]
    return Part(name, _plain_strip(night.status, get_language()), shows)


def _ask(shown: PublicCalendar, told: ToldNight) -> str:
    """Where to ask an act for this night; empty where there is nobody to ask or nothing is available."""
    is_asked = shown.party.kind == PartyKind.BAND and told.night >= shown.today and told.whole.status in TO_BE_ASKED
    return f"{address_of('bookings:request_new', shown.party.slug)}?night={told.night}" if is_asked else ""


def _address(show: NightShow) -> str:
    return address_of("bookings:show", show.id)
