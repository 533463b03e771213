"""What a file says of its owner's time: the question that the child process is asked, and the answer."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from availability.imports.sorts import PLAIN
from availability.ranges import Period, union
from calendar_imports.reading.events import Event, Reader
from calendar_imports.reading.lines import Component, Property, read_components
from calendar_imports.reading.moments import ending, in_zone, length_until, read_duration, read_moment
from calendar_imports.reading.occurrences import MARGIN, Expansion, Occurrence
from calendar_imports.reading.reducing import reduced
from calendar_imports.reading.refusals import Refused
from calendar_imports.reading.zones import Zones

MOST_OCCURRENCES = 20_000
SHOWN_MAX = 500
UNKNOWN_ZONES_MAX = 50
NOTES_MAX = 20
FREE_BUSY_SORTS = {"FREE": "transparent", "BUSY-TENTATIVE": "tentative"}


@dataclass(frozen=True)
class Question:
    """What is asked about a file. Instants are ISO texts; `policy` maps the sorts of events to busy, maybe, nothing."""

    since: str
    until: str
    timezone: str
    policy: dict[str, str]
    zone_names: dict[str, str] = field(default_factory=dict)
    addresses: list[str] = field(default_factory=list)
    site_url: str = ""
    with_titles: bool = False


def answer(question: Question, content: bytes, progress: Callable[[int], None] = lambda _percent: None) -> dict:
    """Read a file. The result holds `busy` and `maybe` (pairs of seconds since 1970), `events` and `own` (counts),
    `reduced` (the file without anything but times), `unknown_zones`, `notes`, and with titles what happens when.

    An event that cannot be read costs itself alone: `notes` say why, as codes of `problems.MESSAGES` with their
    details. Raises `Refused` with the reason where there is no result.
    """
    calendars = read_components(content)
    progress(30)
    parts = [part for calendar in calendars for part in calendar.parts]
    zones = Zones(question.zone_names, [part for part in parts if part.name == "VTIMEZONE"])
    reader = _reader(question, calendars, zones)
    components = [part for part in parts if part.name == "VEVENT"]
    kept = [component for component in components if not reader.is_own(component)]
    read, refusals = _read_each(kept, reader)
    events = [event for _component, event in read]
    progress(60)
    since, until = dt.datetime.fromisoformat(question.since), dt.datetime.fromisoformat(question.until)
    expansion = Expansion(since, until, reader.owner_zone, zones, MOST_OCCURRENCES)
    happening = list(expansion.of(events))
    happening += [busy for part in parts if part.name == "VFREEBUSY" for busy in _free_busy(part, expansion, reader)]
    refusals += expansion.refusals
    if refusals and len(refusals) >= len(kept) + sum(len(_busy_values(part)) for part in parts):
        raise refusals[0]
    progress(90)
    result: dict[str, Any] = {
        "events": len(kept),
        "own": len(components) - len(kept),
        "unknown_zones": sorted(zones.unknown)[:UNKNOWN_ZONES_MAX],
        "notes": _notes(refusals, events),
        "reduced": reduced(calendars, read, reader, keeps=_keeps(happening, since)),
    }
    for effect in ("busy", "maybe"):
        result[effect] = _union(happening, effect, question.policy, Period(since, until))
    if question.with_titles:
        result["happening"] = _told(happening, question.policy, Period(since, until))
    return result


def _read_each(components: list[Component], reader: Reader) -> tuple[list[tuple[Component, Event]], list[Refused]]:
    """The events that can be read, and why the others cannot."""
    read, refusals = [], []
    for component in components:
        try:
            if event := reader.read(component):
                read.append((component, event))
        except Refused as refused:
            refusals.append(refused)
    return read, refusals


def _notes(refusals: list[Refused], events: list[Event]) -> list[dict[str, Any]]:
    """What the owner should know of a calendar that was read."""
    notes = []
    if refusals:
        notes.append({"code": "unread", "details": {"count": str(len(refusals))}})
        notes += [{"code": refused.code, "details": refused.details} for refused in refusals[:NOTES_MAX]]
    if count := sum(event.ends_without_zone for event in events):
        notes.append({"code": "ends_without_zone", "details": {"count": str(count)}})
    return notes


def _reader(question: Question, calendars: list[Component], zones: Zones) -> Reader:
    repeating = next((name for calendar in calendars if (name := calendar.text("X-WR-TIMEZONE"))), "")
    names = [calendar.text("X-WR-CALNAME").lower() for calendar in calendars]
    addresses = {address.lower() for address in (*question.addresses, *names) if "@" in address}
    return Reader(
        zones=zones,
        owner_zone=ZoneInfo(question.timezone),
        addresses=frozenset(addresses),
        site_url=question.site_url,
        recurring_zone=zones.find(repeating) if repeating else None,
    )


def _free_busy(component: Component, expansion: Expansion, reader: Reader) -> list[Occurrence]:
    """The periods of a VFREEBUSY (section 3.6.4), each as an event of its own."""
    found = []
    for given, value in _busy_values(component):
        try:
            happening = _busy_period(given, value, reader)
        except Refused as refused:
            expansion.refusals.append(refused)
            continue
        if happening.touches(expansion.since, expansion.until):
            found.append(happening)
    if len(found) > MOST_OCCURRENCES:
        raise Refused("too_many_occurrences", count=MOST_OCCURRENCES)
    return found


def _busy_values(component: Component) -> list[tuple[Property, str]]:
    values = ((given, value.strip()) for given in component.all("FREEBUSY") for value in given.value.split(","))
    return [(given, value) for given, value in values if value]


def _busy_period(given: Property, value: str, reader: Reader) -> Occurrence:
    begin, _slash, end = value.partition("/")
    start = read_moment(given, reader.zones, begin)
    if end[:1].upper() == "P":
        length = read_duration(given, end)
    else:
        length = length_until(start, read_moment(given, reader.zones, end), reader.owner_zone)
    zone = start.zone or reader.owner_zone
    sort = FREE_BUSY_SORTS.get(given.parameters.get("FBTYPE", "").upper(), PLAIN)
    if length.about < dt.timedelta():
        raise Refused("ends_before_start", date=start.date)
    event = Event(uid="", start=start, length=length, sort=sort, title="")
    return Occurrence(in_zone(start.wall, zone), ending(start.wall, length, zone), event)


def effect_of(event: Event, policy: dict[str, str]) -> str:
    """What an event does to its owner's time: by its sort, the strongest that fits it; a plain one is busy."""
    return policy[event.sort] if event.sort != PLAIN else "busy"


def _union(happening: list[Occurrence], effect: str, policy: dict[str, str], period: Period) -> list[tuple[int, int]]:
    periods = [
        Period(max(found.starts_at, period.starts_at), min(found.ends_at, period.ends_at))
        for found in happening
        if effect_of(found.event, policy) == effect
    ]
    pieces = (piece for stretch in union(periods) for piece in stretch.pieces())
    return [(int(piece.starts_at.timestamp()), int(piece.ends_at.timestamp())) for piece in pieces]


def _told(happening: list[Occurrence], policy: dict[str, str], period: Period) -> list[dict[str, Any]]:
    """The next occurrences with their titles, for the eyes of the owner alone: as far as they lie in the period, for
    some last "for ever"."""
    return [
        {
            "starts": int(max(found.starts_at, period.starts_at).timestamp()),
            "ends": int(min(found.ends_at, period.ends_at).timestamp()),
            "title": found.event.title,
            "sort": found.event.sort,
            "effect": effect_of(found.event, policy),
            "is_all_day": found.event.start.is_day,
        }
        for found in sorted(happening, key=lambda found: found.starts_at)[:SHOWN_MAX]
    ]


def _keeps(happening: list[Occurrence], since: dt.datetime) -> Callable[[Event], bool]:
    """Whether an event may still matter some day: what is over by now never will."""
    touching = {id(found.event) for found in happening}
    first = since.replace(tzinfo=None) - MARGIN

    def keeps(event: Event) -> bool:
        is_part_of_series = event.is_recurring or event.replaces is not None
        return is_part_of_series or id(event) in touching or event.start.wall >= first

    return keeps
