"""When events happen within a period: rules, exceptions and changed occurrences of RFC 5545, section 3.8.5."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from heapq import merge
from itertools import groupby

from calendar_imports.reading.events import Event
from calendar_imports.reading.moments import DAY, Length, Moment, ending, in_zone
from calendar_imports.reading.refusals import Refused
from calendar_imports.reading.rules import Rule, read_rule
from calendar_imports.reading.zones import Zones

EARLIEST = dt.datetime.combine(dt.date.min, dt.time())
MARGIN = 2 * DAY
"""Wall clocks are at most this far from UTC, and from each other."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    starts_at: dt.datetime
    ends_at: dt.datetime
    event: Event

    def touches(self, since: dt.datetime, until: dt.datetime) -> bool:
        return self.starts_at < self.ends_at and self.starts_at < until and since < self.ends_at


class Expansion:
    """Works out when events happen between two instants, for an owner in `owner_zone`; at most `most` times in all."""

    def __init__(self, since: dt.datetime, until: dt.datetime, owner_zone: dt.tzinfo, zones: Zones, most: int):
        self.since, self.until = since, until
        self.first = since.replace(tzinfo=None) - MARGIN
        self.last = until.replace(tzinfo=None) + MARGIN
        self.owner_zone = owner_zone
        self.zones = zones
        self.most = most
        self.count = 0
        self.refusals: list[Refused] = []
        """Why series could not be worked out; each costs itself alone."""

    def of(self, events: list[Event]) -> Iterator[Occurrence]:
        """All occurrences that touch the period. Raises `Refused` where there are too many."""
        ordered = sorted(events, key=lambda event: event.uid)
        for _uid, series in groupby(ordered, key=lambda event: event.uid):
            yield from self._readable(list(series))

    def _readable(self, series: list[Event]) -> list[Occurrence]:
        try:
            return list(self._series(series))
        except Refused as refused:
            if refused.code == "too_many_occurrences":
                raise
            self.refusals.append(refused)
            return []

    def _series(self, events: list[Event]) -> Iterator[Occurrence]:
        masters = _newest([event for event in events if event.replaces is None])
        changed = _newest([event for event in events if event.replaces is not None])
        changed = [event for event in changed if not any(self._is_outdated(event, master) for master in masters)]
        for master in masters:
            yield from self._expand(master, changed)
        for event in changed:
            # One that stands for all later ones is said by its master; alone it stands for itself.
            if not (event.and_following and masters):
                yield from self._single(event, event.start.wall, event.length)

    def _is_outdated(self, event: Event, master: Event) -> bool:
        """Whether the series was edited since this occurrence was changed, and does not happen then any more."""
        if event.sequence >= master.sequence:
            return False
        replaced = event.replaced.on_wall_of(master.start, self.owner_zone)
        if not self._may_touch(replaced, master.length):
            return False
        left_out = _Walls(master.start, self.owner_zone, master.without)
        return left_out.has(replaced) or all(wall != replaced for wall, _length in self._walls(master, MARGIN))

    def _expand(self, master: Event, changed: list[Event]) -> Iterator[Occurrence]:
        singles = [event for event in changed if not event.and_following]
        following = [event for event in changed if event.and_following]
        left_out = _Walls(master.start, self.owner_zone, [*master.without, *(event.replaced for event in singles)])
        turns = sorted(
            ((event.replaced.on_wall_of(master.start, self.owner_zone), event) for event in following),
            key=lambda turn: turn[0],
        )
        for wall, length in self._walls(master, longer=_longest(following, master)):
            if left_out.has(wall):
                continue
            turn = next((turn for turn in reversed(turns) if turn[0] <= wall), None)
            if turn is None:
                yield from self._single(master, wall, length or master.length)
            else:
                since, event = turn
                yield from self._single(event, event.start.wall + (wall - since), event.length)

    def _single(self, event: Event, wall: dt.datetime, length: Length) -> Iterator[Occurrence]:
        """The occurrence that starts when the clock shows this, if it touches the period and takes any time."""
        if not self._may_touch(wall, length):
            return
        zone = event.start.zone or self.owner_zone
        starts_at, ends_at = in_zone(wall, zone), ending(wall, length, zone)
        if not (starts_at < self.until and self.since < max(starts_at, ends_at)) or starts_at == ends_at:
            return
        if ends_at < starts_at:
            raise Refused("ends_before_start", date=event.start.date)
        if event.start.unknown:
            self.zones.unknown.add(event.start.unknown)
        self.count += 1
        if self.count > self.most:
            raise Refused("too_many_occurrences", count=self.most)
        yield Occurrence(starts_at, ends_at, event)

    def _may_touch(self, wall: dt.datetime, length: Length) -> bool:
        """Coarsely, before any sum with a zone: those fail at the ends of time."""
        return wall <= self.last and (wall >= self.first or self.first - wall <= length.about)

    def _walls(self, event: Event, longer: dt.timedelta) -> Iterator[tuple[dt.datetime, Length | None]]:
        """What the clock of an event shows at each start (and its own length, if it has one), in order, once each.

        `longer` is how much before the period a start may lie and still matter.
        """
        first = self.first - min(longer, self.first - EARLIEST)
        more = sorted(
            ((start.on_wall_of(event.start, self.owner_zone), length) for start, length in event.more),
            key=lambda pair: pair[0],
        )
        rules, not_rules = (
            [read_rule(text, event.start, self.owner_zone, self.zones) for text in texts]
            for texts in (event.rules, event.not_rules)
        )
        left_out = {wall for rule in not_rules for wall in rule.starts(first, self.last)}
        starts = merge(_first_start(event, rules), *(rule.starts(first, self.last) for rule in rules))
        before = None
        for wall, length in merge(((wall, None) for wall in starts), more, key=lambda pair: pair[0]):
            if wall != before and wall not in left_out:
                yield wall, length
            before = wall


class _Walls:
    """A set of what a clock shows, built from moments on other clocks too; a day stands for all of its times."""

    def __init__(self, on: Moment, owner_zone: dt.tzinfo, moments):
        self.days = {moment.wall.date() for moment in moments if moment.is_day}
        self.times = {moment.on_wall_of(on, owner_zone) for moment in moments if not moment.is_day}
        if on.is_day:
            self.days |= {wall.date() for wall in self.times}

    def has(self, wall: dt.datetime) -> bool:
        return wall in self.times or wall.date() in self.days


def _first_start(event: Event, rules: list[Rule]) -> list[dt.datetime]:
    """The start that an event itself gives counts (3.8.5.3), unless all of its rules had ended by then: so some
    programs write that the first occurrence and all that follow were removed."""
    start = event.start.wall
    has_ended = rules and all(rule.until is not None and rule.until < start for rule in rules)
    return [] if has_ended else [start]


def _newest(events: list[Event]) -> list[Event]:
    """Of several versions of the same event the latest; those that claim to be equally new all count, once each."""
    newest: dict[Moment | None, int] = {}
    for event in events:
        newest[event.replaces] = max(newest.get(event.replaces, 0), event.sequence)
    latest = [event for event in events if event.sequence == newest[event.replaces]]
    return list({repr(replace(event, title="")): event for event in latest}.values()) if len(latest) > 1 else latest


def _longest(following: list[Event], master: Event) -> dt.timedelta:
    """How long before the period a start may lie and still matter; changed ones may also have moved to later."""
    lengths = [master.length.about, *(length.about for _start, length in master.more if length)]
    for event in following:
        moved = event.start.wall - event.replaced.wall
        lengths.append(event.length.about + max(moved, dt.timedelta()))
    return max(lengths)
