"""What stands on a stage's night, in words: a strip of tape for the eye, a line for the ear, text to search in."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.queries.night_statuses import closed_nights
from bookings.states import ShowState
from holds.access.projections import rank_label
from holds.queries.desks import DeskDoor, DeskHold, DeskShow, DeskStage, desk_holds, desk_shows
from web.dates import say_day, say_moment, say_time
from web.templatetags.web import tape
from web.texts import isolated


@dataclass(frozen=True)
class Item:
    """A show or a hold on one night of one stage (None: somewhere else). `states`: under which filters it is found."""

    night: dt.date
    stage_id: UUID | None
    states: frozenset[str]
    strip: SafeString
    words: str
    source: DeskShow | DeskHold | None = None

    def matches(self, state: str, text: str) -> bool:
        return (not state or state in self.states) and (not text or text.casefold() in self.words.casefold())


@dataclass(frozen=True)
class Stand:
    """All that stands on a desk between two nights."""

    stages: list[DeskStage]
    items: list[Item]


def read_stand(door: DeskDoor, stages: list[DeskStage], first: dt.date, last: dt.date) -> Stand:
    """Everything on these stages from `first` to `last`. Three queries, whatever the number of nights and items.

    A night that is closed says so, whatever else stands on it.
    """
    shows = desk_shows(door.party.pk, stages, first, last)
    holds = desk_holds(stages, first, last)
    closed = closed_nights(
        [stage.calendar_id for stage in stages], first, last, door.party.timezone, door.day_starts_at
    )
    booked = {
        (place, night)
        for show in shows
        if show.state != ShowState.DRAFT
        for night in show.nights
        for place in (show.stage_id, *show.rooms)
    }
    items = [*_shows(door, stages, shows), *_holds(door, stages, holds, booked)]
    shown = [item for item in items if first <= item.night <= last]
    quiet = [item for item in _closed(stages, closed) if first <= item.night <= last]
    return Stand(stages, [*shown, *quiet])


def _shows(door: DeskDoor, stages: list[DeskStage], shows: Iterable[DeskShow]) -> Iterator[Item]:
    named = {stage.id: stage for stage in stages}
    for show in shows:
        strip, words = _strip_of_show(show)
        places = [show.stage_id if show.stage_id in named else None, *show.rooms]
        for night in show.nights:
            for place in places:
                yield Item(night, place, _states_of_show(show), strip, words, show)
            for whole in stages:
                if show.stage_id and show.stage_id in whole.parts:
                    yield _part_taken(night, whole, named[show.stage_id])


def _states_of_show(show: DeskShow) -> frozenset[str]:
    if show.state == ShowState.DRAFT:
        return frozenset({"draft"})
    if show.state != ShowState.OPEN:
        return frozenset({"booked"})
    told = {"open": show.open_spots, "pending": show.waiting}
    return frozenset(state for state, count in told.items() if count)


def _strip_of_show(show: DeskShow) -> tuple[SafeString, str]:
    """The voice says how far it is; what it says first is what is to be done, then the bill and when it starts."""
    voice, label = _voice(show)
    bill = ", ".join(show.acts)
    name = f"{show.title}: {bill}" if show.title and bill else show.title or bill
    at = say_time(show.starts_at, show.timezone)
    where = "" if show.stage_id else show.place
    sub = " ".join(filter(None, [name if label else "", at, where]))
    label = label or name or _("Show")
    return tape(voice, label, sub=sub, href=reverse("bookings:show", args=[show.id])), f"{label} {sub}"


def _voice(show: DeskShow) -> tuple[str, str]:
    """The voice of a show, and what it says; empty where its name says enough."""
    if show.state == ShowState.DRAFT:
        return "unknown", _("Draft")
    if show.state != ShowState.OPEN:
        return "booked", ""
    if show.applications:
        said = ngettext("%(count)d application", "%(count)d applications", show.applications)
        return "pending", said % {"count": show.applications}
    if show.waiting:
        said = ngettext("%(count)d act invited", "%(count)d acts invited", show.waiting)
        return "pending", said % {"count": show.waiting}
    said = ngettext("Open: %(count)d slot", "Open: %(count)d slots", show.open_spots)
    return "free", said % {"count": show.open_spots}


def _part_taken(night: dt.date, whole: DeskStage, part: DeskStage) -> Item:
    """A stage that is several rooms at once cannot be had whole while one of them is taken."""
    words = _("%(stage)s is taken") % {"stage": part.name}
    return Item(night, whole.id, frozenset(), tape("busy", words), words)


def _holds(door: DeskDoor, stages: list[DeskStage], holds: Iterable[DeskHold], booked: set) -> Iterator[Item]:
    """A hold stands on the ladder of each of its rooms, and is told on the stage that they make as well; on a `booked`
    (stage, night) it is a backup."""
    names = {stage.id: stage.name for stage in stages}
    whole: dict[tuple[UUID, dt.date], list[DeskHold]] = {}
    for hold in holds:
        yield _item_of_hold(door, hold, hold.room_id, names, booked)
        if hold.stage_id != hold.room_id:
            whole.setdefault((hold.id, hold.night), []).append(hold)
    for rungs in whole.values():
        worst = max(rungs, key=lambda rung: rung.rank)
        yield _item_of_hold(door, worst, worst.stage_id, names, booked)


def _item_of_hold(door: DeskDoor, hold: DeskHold, stage_id: UUID, names: dict[UUID, str], booked: set) -> Item:
    until, is_urgent = _until(hold, door.party.timezone)
    with_whom = hold.holder if hold.holder_id != door.party.pk and hold.holder != hold.name else ""
    where = names.get(hold.stage_id, "") if stage_id != hold.stage_id else ""
    backup = _("backup") if {(hold.room_id, hold.night), (hold.stage_id, hold.night)} & booked else ""
    sub = " · ".join(filter(None, [backup, with_whom, where, until]))
    href = reverse("holds:stage_night", args=[stage_id, hold.night.isoformat()])
    strip = tape("pending" if is_urgent else "held", hold.name, sub=sub, href=f"{href}#hold-{hold.id}", rank=hold.rank)
    words = _("%(rank)s hold: %(name)s") % {
        "rank": rank_label(hold.rank),
        "name": f"{isolated(hold.name)} {isolated(sub)}",
    }
    states = {"held", "pending"} if is_urgent else {"held"}
    return Item(hold.night, stage_id, frozenset(states), strip, words, hold)


def _until(hold: DeskHold, zone: str) -> tuple[str, bool]:
    """Until when it stands as it does, in words, and whether somebody has to answer by then."""
    if hold.proposed_until:
        return _("proposed, reply by %(moment)s") % {"moment": say_moment(hold.proposed_until, zone)}, True
    if hold.asked_until:
        return _("challenged, reply by %(moment)s") % {"moment": say_moment(hold.asked_until, zone)}, True
    if hold.decides_until:
        return _("must confirm by %(moment)s") % {"moment": say_moment(hold.decides_until, zone)}, True
    if hold.challenges:
        return _("challenges"), True
    if hold.expires_at is None:
        return "", False
    return _("until %(day)s") % {"day": say_day(hold.expires_at.astimezone(ZoneInfo(zone)).date())}, False


def _closed(stages: list[DeskStage], closed: dict[int, set[dt.date]]) -> Iterator[Item]:
    """Nights on which the venue said that a stage is not available."""
    for stage in stages:
        for night in closed[stage.calendar_id]:
            words = _("Closed")
            yield Item(night, stage.id, frozenset(), tape("busy", words), words)
