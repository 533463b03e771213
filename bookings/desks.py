"""A venue's desk: its stages by its nights, each show a strip of tape."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from availability.models import Calendar
from bookings.models import Show
from bookings.queries import PublicNight, desk, venue_nights
from bookings.states import PROMISED, BookingState, NightStatus, ShowState, SpotState
from stageslot.web.dates import say_day, say_full_day, say_month, say_time
from venues.models import Stage, Venue
from venues.queries import night_of

WEEK = dt.timedelta(weeks=1)
VIEWS = ("week", "month")


@dataclass(frozen=True)
class Strip:
    """One show in a cell."""

    voice: str
    label: str
    sub: str
    href: str


@dataclass(frozen=True)
class Cell:
    """One stage on one night; `new` is where a show on it is made, empty where none can be."""

    name: str
    is_today: bool
    strips: list[Strip]
    new: str


@dataclass(frozen=True)
class Week:
    """Seven nights of all stages."""

    nights: list[tuple[str, bool]]
    rows: list[tuple[Stage, list[Cell]]]


@dataclass(frozen=True)
class Desk:
    """The desk over one week or the weeks of one month; `version` is that of the venue's public calendar."""

    venue: Venue
    topic: str
    version: int
    view: str
    title: str
    weeks: list[Week]
    first: dt.date
    previous: dt.date
    next: dt.date
    without_stage: list[Strip]


def desk_of(venue: Venue, asked: dt.date | None, view: str, *, can_make: bool) -> Desk:
    """The desk from a date on, by default tonight. Seven queries, whatever the number of stages, nights and shows.

    The version is read before the shows, so that what is shown is never older than the version it carries.
    """
    live = Calendar.objects.get(pk=venue.party.calendar_id)
    today = night_of(timezone.now(), venue.party.timezone, venue.day_starts_at)
    first, last, previous, following = _span(asked or today, view, today)
    shows = desk(venue.party, first, last)
    stages = venue_nights(venue.party, first, last)[1]
    return Desk(
        venue=venue,
        topic=f"c.{live.public_id}",
        version=live.public_version,
        view=view,
        title=say_month(asked or today) if view == "month" else f"{say_day(first)} – {say_day(last)}",
        weeks=list(_weeks(venue, stages, shows, first, last, today, can_make=can_make)),
        first=asked or today,
        previous=previous,
        next=following,
        without_stage=[_strip(show) for show in shows if show.stage is None],
    )


def _span(day: dt.date, view: str, today: dt.date) -> tuple[dt.date, dt.date, dt.date, dt.date]:
    """First and last night: seven from a day on, or the whole weeks of its month; and days in the spans beside."""
    if view == "week":
        return day, day + WEEK - dt.timedelta(days=1), day - WEEK, day + WEEK
    month = day.replace(day=1)
    after = (month + dt.timedelta(days=31)).replace(day=1)
    end = after - dt.timedelta(days=1)
    # Of the present month the weeks gone by are of no use to anybody.
    start = today if month == today.replace(day=1) else month
    monday, sunday = start - dt.timedelta(days=start.weekday()), end + dt.timedelta(days=6 - end.weekday())
    return monday, sunday, (month - dt.timedelta(days=1)).replace(day=1), after


def _weeks(venue, stages, shows, first, last, today, *, can_make):
    by_place: dict[tuple[UUID, dt.date], list[Show]] = defaultdict(list)
    for show in shows:
        if show.stage_id:
            by_place[show.stage_id, show.night].append(show)
    for start in range(0, (last - first).days + 1, 7):
        nights = [first + dt.timedelta(days=start + day) for day in range(7)]
        rows = [
            (
                of_stage.stage,
                [
                    _cell(venue, of_stage.stage, public, by_place[of_stage.stage.pk, public.night], today, can_make)
                    for public in of_stage.nights[start : start + 7]
                ],
            )
            for of_stage in stages
        ]
        yield Week([(say_day(night), night == today) for night in nights], rows)


def _cell(venue, stage: Stage, public: PublicNight, shows: list[Show], today: dt.date, can_make: bool) -> Cell:
    strips = [_strip(show) for show in shows]
    is_closed = public.status == NightStatus.UNAVAILABLE and public.night >= today and not shows
    if is_closed:
        strips.append(Strip("busy", _("Closed"), "", ""))
    new = ""
    if can_make and public.night >= today and not strips:
        address = reverse("bookings:show_new", args=[venue.party.slug])
        new = f"{address}?night={public.night.isoformat()}&stage={stage.pk}"
    name = _("%(stage)s, %(night)s") % {"stage": stage.name, "night": say_full_day(public.night)}
    return Cell(name, public.night == today, strips, new)


def _strip(show: Show) -> Strip:
    bookings = [booking for spot in show.spots.all() for booking in spot.live_bookings]
    booked = [booking.act.name for booking in bookings if booking.state in PROMISED]
    waiting = sum(booking.state == BookingState.PENDING for booking in bookings)
    title = show.title or ", ".join(booked)
    voice, label = _voice(show, waiting)
    at = say_time(show.starts_at, show.timezone)
    sub = f"{title} {at}".strip() if label else at
    return Strip(voice, label or title or _("Show"), sub, reverse("bookings:show", args=[show.pk]))


def _voice(show: Show, waiting: int) -> tuple[str, str]:
    """The voice of a show, and what it says; empty where its name says enough."""
    if show.state == ShowState.DRAFT:
        return "unknown", _("Draft")
    if show.state != ShowState.OPEN:
        return "booked", ""
    if waiting:
        return "pending", ngettext("%(count)d application", "%(count)d applications", waiting) % {"count": waiting}
    spots = sum(spot.state == SpotState.OPEN for spot in show.spots.all())
    return "free", ngettext("Open: %(count)d spot", "Open: %(count)d spots", spots) % {"count": spots}
