"""Who plays in a band, and when they can: the Green Zone with names."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import groupby
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership, Party, User
from accounts.names.firsts import first_names
from availability.nights.evenings import CAN
from availability.queries.manager import AvailabilityManager
from availability.ranges import DAY, Period
from availability.states import MemberState, NightState
from bands.models import Band
from bands.queries.players import minimum_of, parts_of, playing, terms_of
from web.dates import say_date, say_full_day, weekday_names
from web.texts import isolated_names

VOICES = {
    NightState.GREEN: "free",
    NightState.AMBER: "maybe",
    NightState.SHORT: "maybe",
    NightState.UNKNOWN: "unknown",
    NightState.RED: "busy",
}
SOLO_WORDS = {
    NightState.GREEN: gettext_lazy("You’re free"),
    NightState.AMBER: gettext_lazy("You said maybe"),
    NightState.SHORT: gettext_lazy("You’re busy"),
    NightState.UNKNOWN: gettext_lazy("No answer yet"),
    NightState.RED: gettext_lazy("You’re busy"),
}
"""How a night is said to somebody who is the whole act."""
SOLO_LABELS = {
    NightState.GREEN: gettext_lazy("Free"),
    NightState.AMBER: gettext_lazy("Maybe"),
    NightState.SHORT: gettext_lazy("Busy"),
    NightState.UNKNOWN: gettext_lazy("No answer yet"),
    NightState.RED: gettext_lazy("Busy"),
}
"""The same in a cell."""
WEEKEND = frozenset({4, 5})
"""Fridays and Saturdays: the nights on which people go out."""
GOOD_STATES = frozenset({NightState.GREEN, NightState.AMBER, NightState.SHORT})


@dataclass(frozen=True)
class MemberNight:
    """What one member's calendar, or a dep's, says of one night: the state and nothing of why.

    `called` is their first name, told apart from the others'. `said_at` is when they last said anything of their time;
    None: never.
    """

    user: User
    called: str
    instrument: str
    state: MemberState
    said_at: dt.datetime | None = None

    @property
    def name(self) -> str:
        return self.user.display_name

    @property
    def parts(self) -> frozenset[str]:
        return parts_of(self.instrument)

    @property
    def last_said(self) -> str:
        """How long ago they last said anything of their time."""
        if self.said_at is None:
            return _("never filled in")
        if now() - self.said_at < DAY:
            return _("updated today")
        return _("updated %(time)s ago") % {"time": timesince(self.said_at, depth=1)}

    @property
    def is_asked(self) -> bool:
        """Whether their word would help: they have not said, or only "if need be"."""
        return self.state in {MemberState.UNKNOWN, MemberState.MAYBE}


@dataclass(frozen=True)
class StandIn:
    """Somebody who cannot, and the deps who play the same and are free."""

    missing: MemberNight
    deps: tuple[MemberNight, ...]

    @property
    def names(self) -> str:
        return ", ".join(dep.name for dep in self.deps)


@dataclass(frozen=True)
class GreenNight:
    """One night of a band with the state of every member, judged at `window`: the best of its evening."""

    night: dt.date
    state: NightState
    period: Period
    members: tuple[MemberNight, ...]
    is_claimed: bool = False
    window: Period | None = None
    deps: tuple[MemberNight, ...] = ()
    essential: tuple[str, ...] = ()
    is_solo: bool = False

    @property
    def voice(self) -> str:
        """How the tape strip says it."""
        return "booked" if self.is_claimed else VOICES[self.state]

    @property
    def words(self) -> str:
        """The state in a few words, with the names that matter."""
        if self.is_claimed:
            return _("Booked")
        if self.is_solo:
            return str(SOLO_WORDS[self.state])
        if self.state in {NightState.SHORT, NightState.RED} and self.missing:
            words = {"state": self.state.label, "names": isolated_names(self.missing)}
            if self.state == NightState.SHORT:
                return _("Everyone but %(names)s") % words
            return _("%(state)s, without %(names)s") % words
        if self.state == NightState.UNKNOWN and self.silent:
            return _("%(names)s: no answer yet") % {"names": isolated_names(self.silent)}
        return str(self.state.label)

    @property
    def short_words(self) -> str:
        """The state alone, where the names stand beside it."""
        if self.is_claimed:
            return _("Booked")
        return str(SOLO_WORDS[self.state] if self.is_solo else self.state.label)

    @property
    def label(self) -> str:
        """What fits into a cell: the names that matter, else the state."""
        if self.is_claimed:
            return _("Booked")
        if self.is_solo:
            return str(SOLO_LABELS[self.state])
        if self.state == NightState.GREEN:
            return _("Everyone")
        names = self.silent if self.state == NightState.UNKNOWN else self.missing or self.reluctant
        return isolated_names(names) or str(self.state.label)

    @property
    def missing(self) -> list[str]:
        """First names of those who cannot."""
        return [member.called for member in self.members if member.state == MemberState.BUSY]

    @property
    def silent(self) -> list[str]:
        """First names of those who have said nothing."""
        return [member.called for member in self.members if member.state == MemberState.UNKNOWN]

    @property
    def reluctant(self) -> list[str]:
        """First names of those who can if need be."""
        return [member.called for member in self.members if member.state == MemberState.MAYBE]

    @property
    def to_ask(self) -> list[MemberNight]:
        """Those whose word would help: who have not said, or can only if need be."""
        return [member for member in self.members if member.is_asked]

    @property
    def is_good(self) -> bool:
        """Whether the band can play, and has not promised the night yet."""
        return not self.is_claimed and self.state in GOOD_STATES

    @property
    def is_askable(self) -> bool:
        """Whether asking could make this night better."""
        return bool(self.to_ask) and not self.is_claimed and self.state != NightState.RED

    @property
    def stand_ins(self) -> list[StandIn]:
        """For each who cannot, the deps of the same instrument who are free."""
        free = [dep for dep in self.deps if dep.state == MemberState.FREE]
        found = (
            StandIn(member, tuple(dep for dep in free if dep.parts & member.parts))
            for member in self.members
            if member.state == MemberState.BUSY
        )
        return [each for each in found if each.deps]

    @property
    def lacking(self) -> list[str]:
        """The essential instruments that nobody plays who can."""
        played = frozenset().union(*(member.parts for member in self.members if member.state in CAN))
        return [instrument for instrument in self.essential if not parts_of(instrument) <= played]


@dataclass(frozen=True)
class GreenZone:
    """When a band can play, in its own time zone: the exact stretches that all are free, and evening by evening."""

    timezone: str
    ranges: tuple[Period, ...]
    nights: tuple[GreenNight, ...]

    @property
    def good_nights(self) -> list[GreenNight]:
        """The nights still open on which everyone is free, everyone is free if need be, or nearly everyone is."""
        return [night for night in self.nights if night.is_good]

    @property
    def other_nights(self) -> list[GreenNight]:
        """The nights that are booked, that somebody has not spoken of, or that are not possible."""
        return [night for night in self.nights if not night.is_good]

    @property
    def size(self) -> int:
        """How many play in the band."""
        return len(self.nights[0].members) if self.nights else 0

    def silent_besides(self, user: User) -> list[str]:
        """First names of those who have said nothing about some night, in the band's order; but for this member."""
        found = (
            member.called
            for night in self.nights
            for member in night.members
            if member.state == MemberState.UNKNOWN and member.user != user
        )
        return list(dict.fromkeys(found))

    def is_silent(self, user: User) -> bool:
        """Whether this member has said nothing about some night."""
        return any(
            member.user == user and member.state == MemberState.UNKNOWN
            for night in self.nights
            for member in night.members
        )

    @property
    def unknown_nights(self) -> list[GreenNight]:
        """The nights of which somebody has not spoken, and which could still come true."""
        return [night for night in self.nights if night.state == NightState.UNKNOWN and night.is_askable]

    def weeks(self, today: dt.date, slug: str = "") -> list[dict]:
        """The nights as `components/month.html` wants them, from the Monday before the first.

        Each leads to its own page where the band's slug is given.
        """
        if not self.nights:
            return []
        monday = self.nights[0].night - dt.timedelta(days=self.nights[0].night.weekday())
        known = {night.night: night for night in self.nights}
        count = -(-((self.nights[-1].night - monday).days + 1) // 7)
        starts = [monday + dt.timedelta(weeks=number) for number in range(count)]
        return [{"label": start.isocalendar().week, "cells": _week(start, known, today, slug)} for start in starts]

    def months(self) -> list[tuple[dt.date, int]]:
        """A day of each month that the nights touch, and how many of them lie in it."""
        found = groupby((night.night for night in self.nights), key=lambda day: (day.year, day.month))
        return [(days[0], len(days)) for days in (list(group) for _month, group in found)]

    def columns(self, slug: str) -> list[dict]:
        """A night each, with how many can play, as `bands/_green_zone_members.html` wants them."""
        return [_column(night, slug) for night in self.nights]

    def member_rows(self) -> list[dict]:
        """A member each, in the band's order, with their state on every night."""
        by_member = zip(*(night.members for night in self.nights), strict=True)
        return [
            {
                "member": states[0],
                "cells": [
                    (member.state, _is_weekend(night.night)) for night, member in zip(self.nights, states, strict=True)
                ],
            }
            for states in by_member
        ]


def _column(night: GreenNight, slug: str) -> dict:
    can = sum(member.state in CAN for member in night.members)
    return {
        "night": night.night,
        "weekday": weekday_names()[night.night.weekday()][0],
        "name": f"{say_full_day(night.night)}: {night.words}",
        "href": reverse("bands:night", args=[slug, night.night.isoformat()]),
        "voice": night.voice,
        "can": _("Booked") if night.is_claimed else f"{can}/{len(night.members)}",
        "is_weekend": _is_weekend(night.night),
    }


def _is_weekend(night: dt.date) -> bool:
    return night.weekday() in WEEKEND


def _week(start: dt.date, known: dict[dt.date, GreenNight], today: dt.date, slug: str) -> list[dict]:
    days = [start + dt.timedelta(days=number) for number in range(7)]
    return [_cell(day, known.get(day), today, slug) for day in days]


def _cell(day: dt.date, night: GreenNight | None, today: dt.date, slug: str) -> dict:
    words = night.words if night else ""
    return {
        "date": day,
        "label": _first_of_month(day) if day.day == 1 else day.day,
        "name": f"{say_full_day(day)}: {words}" if night else say_full_day(day),
        "is_today": day == today,
        "in_month": night is not None,
        "href": reverse("bands:night", args=[slug, day.isoformat()]) if night and slug else "",
        "strips": [{"voice": night.voice, "label": night.label}] if night else [],
    }


def _first_of_month(day: dt.date) -> str:
    """ "1 Dec", on one line."""
    return say_date(day).replace(" ", "\u00a0")


def green_zone(party: Party, first: dt.date, last: dt.date) -> GreenZone:
    """The Green Zone of a band for the nights `first` to `last`, both included.

    Three queries however many nights and members; one more where the party does not know its band yet.
    """
    band: Band = party.band
    playing_members, deps = playing(party)
    nights = _judged(party, [first + DAY * count for count in range((last - first).days + 1)], playing_members, deps)
    ranges = AvailabilityManager.green_ranges(
        calendar_ids=[membership.user.calendar_id for membership in playing_members],
        period=_days(first, last, party.timezone),
        extra_calendar_ids=[party.calendar_id],
        minimum=minimum_of(band),
    )
    return GreenZone(party.timezone, tuple(ranges), tuple(nights))


def green_nights(party: Party, nights: Collection[dt.date]) -> list[GreenNight]:
    """Just these nights of the band, in order. Two queries; one more where the party does not know its band yet."""
    return _judged(party, nights, *playing(party))


def _judged(
    party: Party, days: Collection[dt.date], members: list[Membership], deps: list[Membership]
) -> list[GreenNight]:
    band: Band = party.band
    nights = AvailabilityManager.chosen_nights(
        days=days,
        members=[membership.user.calendar_id for membership in members],
        own_calendar_id=party.calendar_id,
        timezone=party.timezone,
        evening_from=band.evening_from,
        evening_to=band.evening_to,
        terms=terms_of(
            band,
            ((membership.user.calendar_id, membership.instrument) for membership in [*members, *deps]),
            (membership.user.calendar_id for membership in deps),
        ),
    )
    return [
        GreenNight(
            night=night.night,
            state=night.state,
            period=night.period,
            members=_with_names(night.members, members),
            is_claimed=night.is_claimed,
            window=night.window,
            deps=_with_names(night.deps, deps),
            essential=tuple(band.essential_instruments),
            is_solo=party.is_solo,
        )
        for night in nights
    ]


def _days(first: dt.date, last: dt.date, timezone: str) -> Period:
    """From midnight to midnight on the band's clock."""
    zone = ZoneInfo(timezone)
    start = dt.datetime.combine(first, dt.time(), zone)
    end = dt.datetime.combine(last + DAY, dt.time(), zone)
    return Period(start.astimezone(dt.UTC), end.astimezone(dt.UTC))


def _with_names(states: Mapping[int, MemberState], memberships: list[Membership]) -> tuple[MemberNight, ...]:
    called = first_names([membership.user.display_name for membership in memberships])
    return tuple(
        MemberNight(
            membership.user,
            name,
            membership.instrument,
            states[membership.user.calendar_id],
            membership.user.calendar.said_at,
        )
        for name, membership in zip(called, memberships, strict=True)
    )
