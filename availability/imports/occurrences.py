"""When events happen within a period: rules, exceptions and changed occurrences of RFC 5545, section 3.8.5."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from heapq import merge
from itertools import groupby

from dateutil.rrule import rrulestr

from availability.imports.events import Event
from availability.imports.lines import Property
from availability.imports.moments import DAY, Length, Moment, ending, in_zone, read_moment
from availability.imports.refusals import Refused
from availability.imports.zones import Zones

EARLIEST = dt.datetime.combine(dt.date.min, dt.time())
MARGIN = 2 * DAY
"""Wall clocks are at most this far from UTC, and from each other."""
STEPS = {"HOURLY": dt.timedelta(hours=1), "DAILY": DAY, "WEEKLY": 7 * DAY}
FREQUENCIES = (*STEPS, "MONTHLY", "YEARLY")
BY_DAYS = ("BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS", "WKST")
BY_TIMES = ("BYHOUR", "BYMINUTE", "BYSECOND")
IGNORED = ("RSCALE", "SKIP")  # RFC 7529: another calendar than the Gregorian is refused below


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

    def of(self, events: list[Event]) -> Iterator[Occurrence]:
        """All occurrences that touch the period. Raises `Refused` where there are too many, or a rule is refused."""
        ordered = sorted(events, key=lambda event: event.uid)
        for _uid, series in groupby(ordered, key=lambda event: event.uid):
            yield from self._series(list(series))

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
        replaced = event.replaces.on_wall_of(master.start, self.owner_zone)
        if not self._may_touch(replaced, master.length):
            return False
        left_out = _Walls(master.start, self.owner_zone, master.without)
        return left_out.has(replaced) or all(wall != replaced for wall, _length in self._walls(master, MARGIN))

    def _expand(self, master: Event, changed: list[Event]) -> Iterator[Occurrence]:
        singles = [event for event in changed if not event.and_following]
        following = [event for event in changed if event.and_following]
        left_out = _Walls(master.start, self.owner_zone, [*master.without, *(event.replaces for event in singles)])
        turns = sorted(
            ((event.replaces.on_wall_of(master.start, self.owner_zone), event) for event in following),
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
            raise Refused("ends_before_start", date=event.date)
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
        rules = [self._rule(event, rule, first) for rule in event.rules]
        not_rules = {wall for rule in event.not_rules for wall in self._rule(event, rule, first)}
        starts = merge(self._first(event), *rules)
        before = None
        for wall, length in merge(((wall, None) for wall in starts), more, key=lambda pair: pair[0]):
            if wall != before and wall not in not_rules:
                yield wall, length
            before = wall

    def _first(self, event: Event) -> list[dt.datetime]:
        """The start that an event itself gives counts (3.8.5.3), unless all of its rules had ended by then: so some
        programs write that the first occurrence and all that follow were removed."""
        start = event.start.wall
        untils = [
            self._until(event, parts["UNTIL"]) for rule in event.rules if "UNTIL" in (parts := _parts(event, rule))
        ]
        has_ended = event.rules and len(untils) == len(event.rules) and max(untils) < start
        return [] if has_ended else [start]

    def _rule(self, event: Event, text: str, first: dt.datetime) -> Iterator[dt.datetime]:
        """The starts that a rule gives from `first` to the end of the period. Raises `Refused` for a bad rule."""
        rule, last = self._read_rule(event, text, first)
        try:
            for wall in rule:
                if wall > last:
                    return
                if wall >= first:
                    yield wall
        except (ValueError, TypeError, LookupError, ArithmeticError):  # some oddities it finds only on the way
            raise _bad_rule(event, text) from None

    def _read_rule(self, event: Event, text: str, first: dt.datetime) -> tuple[Iterable[dt.datetime], dt.datetime]:
        parts = _parts(event, text)
        frequency = parts.get("FREQ", "")
        if frequency in ("SECONDLY", "MINUTELY"):
            raise Refused("too_often", date=event.date, value=f"FREQ={frequency}")
        interval = _number(event, text, parts.get("INTERVAL", "1"))
        if interval <= 0:
            raise Refused("interval_zero", date=event.date)
        if frequency not in FREQUENCIES or not parts.keys() <= {
            "FREQ", "INTERVAL", "COUNT", "UNTIL", *BY_DAYS, *BY_TIMES, *IGNORED,
        } or parts.get("RSCALE", "GREGORIAN") != "GREGORIAN":  # fmt: skip
            raise _bad_rule(event, text)
        last = self.last
        if "UNTIL" in parts:
            last = min(last, self._until(event, parts["UNTIL"]))
        start = event.start.wall
        # Some write COUNT=-1 for "without end".
        count = _number(event, text, parts["COUNT"]) if not parts.get("COUNT", "-").startswith("-") else None
        if count is None and frequency in STEPS and start < first:
            step = STEPS[frequency] * interval
            start += (first - start) // step * step
        names = BY_DAYS if event.start.is_day else BY_DAYS + BY_TIMES
        kept = ["FREQ=" + frequency, f"INTERVAL={interval}"]
        kept += [f"{name}={parts[name]}" for name in names if name in parts]
        if count is not None:
            kept.append(f"COUNT={count}")
        try:
            return rrulestr(";".join(kept), dtstart=start), last
        except Exception:  # dateutil raises whatever its parsing comes across
            raise _bad_rule(event, text) from None

    def _until(self, event: Event, value: str) -> dt.datetime:
        try:
            until = read_moment(Property("UNTIL", value, {}), self.zones)
        except Refused:
            raise _bad_rule(event, f"UNTIL={value}") from None
        if until.is_day:
            return until.wall + DAY - dt.timedelta(microseconds=1) if until.wall.year < 9999 else until.wall
        if event.start.is_day and until.zone is not None:
            # A day ends with a time only by mistake: the day that it names is meant.
            return until.wall
        try:
            return until.on_wall_of(event.start, self.owner_zone)
        except OverflowError:
            return until.wall


class _Walls:
    """A set of what a clock shows, built from moments on other clocks too; a day stands for all of its times."""

    def __init__(self, on: Moment, owner_zone: dt.tzinfo, moments):
        self.days = {moment.wall.date() for moment in moments if moment.is_day}
        self.times = {moment.on_wall_of(on, owner_zone) for moment in moments if not moment.is_day}
        if on.is_day:
            self.days |= {wall.date() for wall in self.times}

    def has(self, wall: dt.datetime) -> bool:
        return wall in self.times or wall.date() in self.days


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
        moved = event.start.wall - event.replaces.wall
        lengths.append(event.length.about + max(moved, dt.timedelta()))
    return max(lengths)


def _parts(event: Event, text: str) -> dict[str, str]:
    parts = {}
    for part in filter(None, text.upper().split(";")):
        name, equals, value = part.partition("=")
        if not equals or name.strip() in parts:
            raise _bad_rule(event, text)
        if value.strip():
            parts[name.strip()] = value.strip()
    return {name: value for name, value in parts.items() if not name.startswith("X-")}


def _number(event: Event, text: str, number: str) -> int:
    try:
        return int(number[:12])
    except ValueError:
        raise _bad_rule(event, text) from None


def _bad_rule(event: Event, text: str) -> Refused:
    return Refused("bad_value", name="RRULE", value=text, date=event.date)
