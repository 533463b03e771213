"""What a desk shows, for spreadsheets (RFC 4180) and calendars (RFC 5545)."""

import datetime as dt
from collections.abc import Iterable, Iterator
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from availability.calendar_files.ical import CalendarFile
from availability.files.events import CalendarEvent
from bookings.states import ShowState
from holds.access.projections import rank_label
from holds.desk.asked import Asked
from holds.desk.items import Item, Stand
from holds.desk.months import shown_items
from holds.queries.desks import DeskDoor, DeskHold, DeskShow
from holds.queries.periods import EVENING_FROM
from venues.queries import night_of
from web.spreadsheets import table

HEADINGS = (
    "night", "stage", "kind", "state", "rank", "title", "acts", "held_by", "load_in", "starts", "ends", "out",
    "time_zone", "open_spots", "applications", "expires", "address",
)  # fmt: skip


def desk_csv(door: DeskDoor, asked: Asked) -> str:
    """The shows and holds of a desk as a table with a line of headings; times on the venue's clock."""
    stand, items = shown_items(door, asked, _tonight(door))
    return table(HEADINGS, ([row.get(heading, "") for heading in HEADINGS] for row in _rows(door, stand, items)))


def _rows(door: DeskDoor, stand: Stand, items: Iterable[Item]) -> Iterator[dict[str, object]]:
    names: dict[UUID | None, str] = {stage.id: stage.name for stage in stand.stages}
    for item in items:
        place = {"night": item.night.isoformat(), "stage": names.get(item.stage_id, "")}
        if isinstance(item.source, DeskShow):
            yield place | _show_row(item.source)
        elif isinstance(item.source, DeskHold):
            yield place | _hold_row(item.source, door.party.timezone)


def _show_row(show: DeskShow) -> dict[str, object]:
    zone = show.timezone
    return {
        "kind": "show",
        "state": show.state,
        "title": show.title,
        "acts": ", ".join(show.acts),
        "load_in": _local(show.load_in_at, zone),
        "starts": _local(show.starts_at, zone),
        "ends": _local(show.ends_at, zone),
        "out": _local(show.out_at, zone),
        "time_zone": zone,
        "open_spots": show.open_spots,
        "applications": show.applications,
        "address": settings.SITE_URL + reverse("bookings:show", args=[show.id]),
    }


def _hold_row(hold: DeskHold, zone: str) -> dict[str, object]:
    return {
        "kind": "hold",
        "state": "proposed" if hold.proposed_until else "challenged" if hold.asked_until else "held",
        "rank": hold.rank,
        "acts": hold.name,
        "held_by": hold.holder,
        "starts": _local(hold.starts_at, zone),
        "ends": _local(hold.ends_at, zone),
        "time_zone": zone,
        "expires": _local(hold.expires_at, zone),
        "address": settings.SITE_URL + reverse("holds:stage_night", args=[hold.room_id, hold.night.isoformat()]),
    }


def _local(moment: dt.datetime | None, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") if moment else ""


def desk_ics(door: DeskDoor, asked: Asked) -> bytes:
    """The shows and holds of a desk as a calendar, each once: holds, drafts and open shows are TENTATIVE."""
    stand, items = shown_items(door, asked, _tonight(door))
    names = {stage.id: stage.name for stage in stand.stages}
    sources = {item.source.id: item.source for item in items if item.source}
    file, stamp = CalendarFile(door.party.name), timezone.now()
    for source in sources.values():
        file.add(_event(door, source, names, stamp))
    return file.to_bytes()


def _event(door: DeskDoor, source: DeskShow | DeskHold, names: dict, stamp: dt.datetime) -> CalendarEvent:
    """What it would be on the venue's calendar, under the same uid, so that who has its feed too sees it once."""
    stage = names.get(source.stage_id, "")
    place = ", ".join(filter(None, [door.party.name, stage]))
    if isinstance(source, DeskShow):
        is_confirmed = source.state in (ShowState.CONFIRMED, ShowState.PLAYED)
        return CalendarEvent(
            uid=f"show-{source.id}@stageslot",
            status="CONFIRMED" if is_confirmed else "TENTATIVE",
            starts=source.load_in_at,
            ends=source.out_at,
            stamp=stamp,
            summary=source.title or ", ".join(source.acts) or _("Show"),
            text=", ".join(source.acts),
            place=place if source.stage_id else source.place,
            path=reverse("bookings:show", args=[source.id]),
        )
    starts_at, ends_at = _period_of_hold(source, door)
    return CalendarEvent(
        uid=f"hold-{source.id}@stageslot",
        status="TENTATIVE",
        starts=starts_at,
        ends=ends_at,
        stamp=stamp,
        summary=_("%(rank)s hold: %(who)s") % {"rank": rank_label(source.rank), "who": source.name},
        place=place,
        path=reverse("holds:stage_night", args=[source.room_id, source.night.isoformat()]),
    )


def _period_of_hold(hold: DeskHold, door: DeskDoor) -> tuple[dt.datetime, dt.datetime]:
    """Its set where one was named, else the evening, as on the calendars of its people."""
    if hold.starts_at and hold.ends_at:
        return hold.starts_at, hold.ends_at
    zone = ZoneInfo(door.party.timezone)
    midnight = dt.datetime.combine(hold.night + dt.timedelta(days=1), dt.time(), zone)
    return dt.datetime.combine(hold.night, EVENING_FROM, zone), midnight


def _tonight(door: DeskDoor) -> dt.date:
    return night_of(timezone.now(), door.party.timezone, door.day_starts_at)
