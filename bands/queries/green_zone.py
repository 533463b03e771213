"""Who plays in a band, and when they can: the Green Zone with names."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from accounts.models import Membership, Party, User
from accounts.states import Role
from availability.manager import AvailabilityManager
from availability.ranges import Period
from availability.states import MemberState, NightState
from bands.models import Band
from stageslot.web.dates import say_date, say_full_day

VOICES = {
    NightState.GREEN: "free",
    NightState.AMBER: "maybe",
    NightState.SHORT: "maybe",
    NightState.UNKNOWN: "unknown",
    NightState.RED: "busy",
}
GOOD_STATES = frozenset({NightState.GREEN, NightState.AMBER, NightState.SHORT})


@dataclass(frozen=True)
class MemberNight:
    """What one member's calendar says of one night: the state and nothing of why."""

    user: User
    instrument: str
    state: MemberState

    @property
    def name(self) -> str:
        return self.user.display_name


@dataclass(frozen=True)
class GreenNight:
    """One night of a band with the state of every member."""

    night: dt.date
    state: NightState
    period: Period
    members: tuple[MemberNight, ...]
    is_claimed: bool = False

    @property
    def voice(self) -> str:
        """How the tape strip says it."""
        return "booked" if self.is_claimed else VOICES[self.state]

    @property
    def words(self) -> str:
        """The state in a few words, with the names that matter."""
        if self.is_claimed:
            return _("Booked")
        if self.state in {NightState.SHORT, NightState.RED} and self.missing:
            return _("%(state)s, without %(names)s") % {"state": self.state.label, "names": ", ".join(self.missing)}
        if self.state == NightState.UNKNOWN and self.silent:
            return _("%(names)s: not said") % {"names": ", ".join(self.silent)}
        return str(self.state.label)

    @property
    def label(self) -> str:
        """What fits into a cell: the names that matter, else the state."""
        if self.is_claimed:
            return _("Booked")
        names = self.silent if self.state == NightState.UNKNOWN else self.missing or self.reluctant
        return ", ".join(names) or str(self.state.label)

    @property
    def missing(self) -> list[str]:
        """Names of those who cannot."""
        return [member.name for member in self.members if member.state == MemberState.BUSY]

    @property
    def silent(self) -> list[str]:
        """Names of those who have said nothing."""
        return [member.name for member in self.members if member.state == MemberState.UNKNOWN]

    @property
    def reluctant(self) -> list[str]:
        """Names of those who can if need be."""
        return [member.name for member in self.members if member.state == MemberState.MAYBE]


@dataclass(frozen=True)
class GreenZone:
    """When a band can play, in its own time zone: the exact stretches that all are free, and evening by evening."""

    timezone: str
    ranges: tuple[Period, ...]
    nights: tuple[GreenNight, ...]

    @property
    def good_nights(self) -> list[GreenNight]:
        """The nights that all can, if need be, or nearly all; and those already booked."""
        return [night for night in self.nights if night.is_claimed or night.state in GOOD_STATES]

    @property
    def other_nights(self) -> list[GreenNight]:
        """The nights that somebody has not spoken of, or that are not possible."""
        return [night for night in self.nights if not (night.is_claimed or night.state in GOOD_STATES)]

    @property
    def size(self) -> int:
        """How many play in the band."""
        return len(self.nights[0].members) if self.nights else 0

    @property
    def silent_members(self) -> list[str]:
        """Names of those who have said nothing about some night, in the band's order."""
        return list(dict.fromkeys(name for night in self.nights for name in night.silent))

    def is_silent(self, user: User) -> bool:
        """Whether this member has said nothing about some night."""
        return any(
            member.user == user and member.state == MemberState.UNKNOWN
            for night in self.nights
            for member in night.members
        )

    def weeks(self, today: dt.date) -> list[dict]:
        """The nights as `components/month.html` wants them, from the Monday before the first."""
        if not self.nights:
            return []
        monday = self.nights[0].night - dt.timedelta(days=self.nights[0].night.weekday())
        known = {night.night: night for night in self.nights}
        count = -(-((self.nights[-1].night - monday).days + 1) // 7)
        starts = [monday + dt.timedelta(weeks=number) for number in range(count)]
        return [{"label": start.isocalendar().week, "cells": _week(start, known, today)} for start in starts]


def _week(start: dt.date, known: dict[dt.date, GreenNight], today: dt.date) -> list[dict]:
    days = [start + dt.timedelta(days=number) for number in range(7)]
    return [_cell(day, known.get(day), today) for day in days]


def _cell(day: dt.date, night: GreenNight | None, today: dt.date) -> dict:
    words = night.words if night else ""
    return {
        "date": day,
        "label": _first_of_month(day) if day.day == 1 else day.day,
        "name": f"{say_full_day(day)}: {words}" if night else say_full_day(day),
        "is_today": day == today,
        "in_month": night is not None,
        "href": f"#night-{day:%Y-%m-%d}" if night else "",
        "strips": [{"voice": night.voice, "label": night.label}] if night else [],
    }


def _first_of_month(day: dt.date) -> str:
    """ "1 Dec", on one line."""
    return say_date(day).replace(" ", "\u00a0")


def members(party: Party) -> list[Membership]:
    """Who plays in the band at present (not its deps), with user and calendar, by their joining. One query."""
    playing = Membership.objects.current().filter(party=party, role=Role.MEMBER)
    return list(playing.select_related("user__calendar"))


def green_zone(party: Party, first: dt.date, last: dt.date) -> GreenZone:
    """The Green Zone of a band for the nights `first` to `last`, both included.

    Three queries however many nights and members; one more where the party does not know its band yet.
    """
    band: Band = party.band
    playing = members(party)
    calendars = [membership.user.calendar_id for membership in playing]
    nights = AvailabilityManager.nights(
        members=calendars,
        own_calendar_id=party.calendar_id,
        first=first,
        last=last,
        timezone=party.timezone,
        evening_from=band.evening_from,
        evening_to=band.evening_to,
        quorum=band.quorum,
    )
    ranges = AvailabilityManager.green_ranges(
        calendar_ids=calendars,
        period=_days(first, last, party.timezone),
        extra_calendar_ids=[party.calendar_id],
    )
    return GreenZone(party.timezone, tuple(ranges), tuple(_with_names(nights, playing)))


def _days(first: dt.date, last: dt.date, timezone: str) -> Period:
    """From midnight to midnight on the band's clock."""
    zone = ZoneInfo(timezone)
    start = dt.datetime.combine(first, dt.time(), zone)
    end = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), zone)
    return Period(start.astimezone(dt.UTC), end.astimezone(dt.UTC))


def _with_names(nights: Iterable, playing: list[Membership]) -> Iterator[GreenNight]:
    for night in nights:
        states = tuple(
            MemberNight(membership.user, membership.instrument, night.members[membership.user.calendar_id])
            for membership in playing
        )
        yield GreenNight(night.night, night.state, night.period, states, night.is_claimed)
