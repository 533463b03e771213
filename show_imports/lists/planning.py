"""What a list would become: one show for each line, with its place and its hours, or what is wrong with it.

Hours that a list leaves open are filled in on its calendar of days: the usual ones, and where a day has more shows,
earlier ones beside them. What starts and ends then is checked against its neighbours in the list.
"""

import datetime as dt
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Party
from accounts.states import PartyKind
from catalogue.models import City
from show_imports.lists.choices import AfterMidnight, Choices, Coming, Overlaps
from show_imports.lists.lines import Line, read_lines
from show_imports.lists.moments import clock_at
from show_imports.lists.places import Found, Places
from show_imports.lists.problems import is_mistake, note
from show_imports.lists.tables import Table
from venues.models import Stage
from venues.queries import night_of

DAY = dt.timedelta(days=1)
FARTHEST_AHEAD = dt.timedelta(days=3 * 366)
SHORTEST = dt.timedelta(minutes=30)
"""A show without an end is cut short by the next one of its day, but not below this."""
EARLIEST_ASSUMED = dt.timedelta(hours=8)
"""After midnight: no show is assumed to start before."""
MORNING = dt.time(10, 0)
LONGEST_OPEN = dt.timedelta(hours=6)
"""Doors that would open longer before the start were meant to be after it."""
PAST, COMING, KNOWN, WRONG = "past", "coming", "known", "wrong"
"""What becomes of a line: a show that is over, one to come; nothing, as it was imported before; or a mistake."""


@dataclass
class Plan:
    """What one line becomes. Times are instants; `lane` is what can hold one show at a time: the band or the stage.

    `is_unclaimed`: it is recorded beside another that takes the band's time. `has_end`: the list says when it ends.
    """

    line: Line
    lane: object
    timezone: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    load_in_at: dt.datetime
    night: dt.date
    has_end: bool
    key: str
    doors_at: dt.datetime | None = None
    title: str = ""
    place: str = ""
    city: City | None = None
    stage: Stage | None = None
    is_assumed: bool = False
    is_known: bool = False
    is_past: bool = False
    is_unclaimed: bool = False
    notes: list[dict[str, Any]] = field(default_factory=list)

    def tell(self, code: str, **details: Any) -> None:
        self.notes.append(note(code, **details))

    @property
    def is_wrong(self) -> bool:
        return not self.is_known and any(map(is_mistake, self.notes))

    @property
    def outcome(self) -> str:
        if self.is_known:
            return KNOWN
        return WRONG if self.is_wrong else PAST if self.is_past else COMING


@dataclass(frozen=True)
class Setting:
    """For whom, with what and when a list is read."""

    party: Party
    choices: Choices
    at: dt.datetime
    stages: Sequence[Stage] = ()

    @property
    def is_venue(self) -> bool:
        return self.party.kind == PartyKind.VENUE

    @property
    def day_starts_at(self) -> dt.time:
        return self.party.venue.day_starts_at if self.is_venue else dt.time(6, 0)

    def stage_of(self, name: str) -> Stage | None:
        """The stage of this name; the one that was chosen, where a line names none."""
        wanted = name.casefold()
        if not wanted:
            return next((stage for stage in self.stages if str(stage.pk) == self.choices.stage), None)
        return next((stage for stage in self.stages if stage.name.casefold() == wanted), None)


def make_plans(table: Table, columns: Mapping[str, str], setting: Setting) -> tuple[list[Plan], list[Line]]:
    """What the lines of a list become, in its order; and the lines that become nothing, as they cannot be read."""
    lines = read_lines(table, columns, setting.choices)
    readable = [line for line in lines if not line.is_wrong]
    assumed = _assume_hours(readable, setting)
    places = Places({line.town for line in readable}, setting.choices.country)
    keys = _keys(readable)
    plans = [
        plan
        for line in readable
        if not line.is_wrong and (plan := _plan(line, places, keys[line.number], line.number in assumed, setting))
    ]
    unread = [line for line in lines if line.is_wrong]
    _fit_together(plans, setting)
    return plans, unread


def _lane(line: Line, setting: Setting) -> Stage | None:
    return setting.stage_of(line.texts.get("stage", "")) if setting.is_venue else None


def _assume_hours(lines: Iterable[Line], setting: Setting) -> set[int]:
    """Give lines without a time the usual hours, and more of them on one day earlier ones; returns their numbers."""
    days: dict[tuple, list[Line]] = defaultdict(list)
    for line in lines:
        days[_lane(line, setting), line.known_day.date].append(line)
    assumed = set()
    for same_day in days.values():
        open_lines = sorted(
            (line for line in same_day if not line.starts), key=lambda line: (line.known_day.number, line.number)
        )
        if open_lines:
            taken = [line.starts for line in same_day if line.starts]
            assumed |= _fill(open_lines, taken, setting.choices)
    return assumed


def _fill(lines: list[Line], taken: list[dt.time], choices: Choices) -> set[int]:
    free: list[dt.timedelta] = []
    for start in _usual_starts(choices):
        if len(free) < len(lines) and all(abs(start - _since_midnight(other)) >= choices.length for other in taken):
            free.append(start)
    for line, start in zip(lines, sorted(free), strict=False):
        line.starts = clock_at(start.seconds)
        usual = start == _since_midnight(choices.usual_start)
        line.tell("time_assumed" if usual else "early_assumed")
    for line in lines[len(free) :]:
        line.tell("day_is_full")
    return {line.number for line in lines}


def _usual_starts(choices: Choices) -> Iterable[dt.timedelta]:
    """The usual start, the early one, and on in the same steps, the latest first."""
    start = _since_midnight(choices.usual_start)
    step = start - _since_midnight(choices.early_start)
    while start >= EARLIEST_ASSUMED:
        yield start
        start -= step


def _since_midnight(clock: dt.time) -> dt.timedelta:
    return dt.timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second)


def _keys(lines: Iterable[Line]) -> dict[int, str]:
    """By which each line is known again; lines that say the same are numbered."""
    seen: Counter[str] = Counter()
    keys = {}
    for line in lines:
        identity = json.dumps(line.identity, ensure_ascii=False)
        seen[identity] += 1
        keys[line.number] = hashlib.sha256(f"{seen[identity]} {identity}".encode()).hexdigest()[:40]
    return keys


def _plan(line: Line, places: Places, key: str, is_assumed: bool, setting: Setting) -> Plan | None:
    stage = _lane(line, setting)
    if setting.is_venue and stage is None:
        line.tell("no_stage", value=line.texts.get("stage", ""))
        return None
    found = places.find(line.town) if not setting.is_venue else None
    timezone = setting.party.timezone if found is None else found.timezone or setting.choices.timezone
    starts_at, ends_at = _times(line, timezone, setting)
    plan = Plan(
        line=line,
        lane=stage.pk if stage else None,
        timezone=timezone,
        starts_at=starts_at,
        ends_at=ends_at,
        load_in_at=starts_at - setting.choices.load_in,
        night=night_of(starts_at, timezone, setting.day_starts_at),
        has_end=line.ends is not None,
        key=key,
        is_assumed=is_assumed,
        stage=stage,
        notes=line.notes,
    )
    if found is None:
        plan.title = " – ".join(dict.fromkeys(filter(None, [line.texts.get("act"), line.texts.get("title")])))
        plan.city = setting.party.city
    else:
        plan.title = line.texts.get("title", "")
        _set_place(plan, found)
    _set_doors(plan)
    _check_times(plan, setting)
    return plan


def _times(line: Line, timezone: str, setting: Setting) -> tuple[dt.datetime, dt.datetime]:
    """Start and end, by the clock of the place."""
    day, start = line.known_day, line.known_start
    if day.instant and start == day.clock:
        starts_at = day.instant.astimezone(dt.UTC)
    else:
        is_after = start < setting.day_starts_at and setting.choices.after_midnight == AfterMidnight.NIGHT
        local = dt.datetime.combine(day.date + DAY if is_after else day.date, start)
        starts_at = _instant(line, local, timezone)
    if start < setting.day_starts_at:
        line.tell("after_midnight", value=f"{start:%H:%M}")
    elif start < MORNING:
        line.tell("in_the_morning", value=f"{start:%H:%M}")
    if line.ends is None:
        return starts_at, starts_at + setting.choices.length
    local = starts_at.astimezone(ZoneInfo(timezone)).replace(tzinfo=None)
    end = dt.datetime.combine(local.date(), line.ends)
    return starts_at, _instant(line, end if end > local else end + DAY, timezone)


def _instant(line: Line, local: dt.datetime, timezone: str) -> dt.datetime:
    """A time that clocks skip in spring moves forward by the gap; one that they show twice is the first."""
    zone = ZoneInfo(timezone)
    instant = local.replace(tzinfo=zone, fold=0).astimezone(dt.UTC)
    shown = instant.astimezone(zone).replace(tzinfo=None)
    if shown != local:
        line.tell("skipped_hour", value=f"{local:%H:%M}", shown=f"{shown:%H:%M}")
    return instant


def _set_place(plan: Plan, found: Found) -> None:
    """The venue as text, and its town where it is one that we know, else as text behind it."""
    line = plan.line
    plan.city = found.city
    town = ", ".join(line.town)
    plan.place = ", ".join(filter(None, [line.texts.get("venue"), "" if found.city else town]))[:300]
    if town and not found.city:
        plan.tell("many_towns" if found.count else "unknown_town", value=town, count=found.count)
        if not found.timezone:
            plan.tell("zone_assumed")
    if not plan.place and not plan.city:
        plan.tell("no_place")


def _set_doors(plan: Plan) -> None:
    """Doors open on the day of the start or, where that is after midnight, before it; people are let in before them."""
    doors = plan.line.doors
    if doors is None:
        return
    start = plan.starts_at.astimezone(ZoneInfo(plan.timezone)).replace(tzinfo=None)
    local = dt.datetime.combine(start.date(), doors)
    if local > start:
        local -= DAY
    plan.doors_at = _instant(plan.line, local, plan.timezone)
    if plan.starts_at - plan.doors_at > LONGEST_OPEN:
        plan.tell("doors_too_late", value=f"{doors:%H:%M}")
    plan.load_in_at = min(plan.load_in_at, plan.doors_at)


def _check_times(plan: Plan, setting: Setting) -> None:
    plan.is_past = plan.ends_at <= setting.at
    if plan.starts_at > setting.at + FARTHEST_AHEAD:
        plan.tell("too_far")
    if not dt.timedelta() < plan.ends_at - plan.starts_at <= DAY:
        plan.tell("too_lasting")


def _fit_together(plans: Iterable[Plan], setting: Setting) -> None:
    """On each lane, one after the other: a show whose end is open gives way to the next, load-in waits for the one
    before, and what overlaps still is told."""
    lanes: dict[object, list[Plan]] = defaultdict(list)
    for plan in plans:
        lanes[plan.lane].append(plan)
    for lane in lanes.values():
        lane.sort(key=lambda plan: (plan.starts_at, plan.line.number))
        before = None
        for plan, after in zip(lane, [*lane[1:], None], strict=True):
            _give_way(plan, after)
            _follow(plan, before, setting)
            if not plan.is_unclaimed and (before is None or plan.ends_at > before.ends_at):
                before = plan


def _give_way(plan: Plan, after: Plan | None) -> None:
    if not plan.has_end and after and SHORTEST <= after.starts_at - plan.starts_at < plan.ends_at - plan.starts_at:
        plan.ends_at = after.starts_at
        plan.tell("shortened", line=after.line.number)


def _follow(plan: Plan, before: Plan | None, setting: Setting) -> None:
    if before is None or plan.load_in_at >= before.ends_at:
        return
    if plan.starts_at >= before.ends_at:
        plan.load_in_at = before.ends_at
        plan.doors_at = max(plan.doors_at, plan.load_in_at) if plan.doors_at else None
    elif plan.is_past and not setting.is_venue and setting.choices.overlaps == Overlaps.RECORD:
        plan.is_unclaimed = True
        plan.tell("unclaimed", line=before.line.number)
    elif plan.is_past or setting.choices.coming == Coming.CONFIRMED:
        plan.tell("overlaps_line", line=before.line.number)


def mark_known(plans: Iterable[Plan], keys: Collection[str]) -> None:
    """What was imported before is passed over, whatever could be said of it."""
    for plan in plans:
        plan.is_known = plan.key in keys
