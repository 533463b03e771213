"""Wall clocks the other way round: which instants do clocks of a zone show as this local time?

Nothing here asks what the product asks (`datetime.astimezone` of a local time): offsets are tried one by one.
"""

import datetime as dt
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
FIRST, LAST = dt.datetime(2024, 1, 1, tzinfo=dt.UTC), dt.datetime(2031, 1, 1, tzinfo=dt.UTC)

Change = tuple[dt.datetime, dt.timedelta, dt.timedelta]
"""An instant from which on clocks show another offset: that before, that after."""


def shown(instant: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """What clocks show then, without telling which of two equal times it is."""
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def instant_at(local: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The first instant at which clocks show a naive local time; one that they leave out is later by the gap."""
    guess = local.replace(tzinfo=dt.UTC)
    offsets = {(guess + hours * HOUR).astimezone(zone).utcoffset() for hours in range(-38, 39, 2)}
    instants = sorted(guess - offset for offset in offsets)
    found = [instant for instant in instants if shown(instant, zone) == local]
    if found:
        return found[0]
    # In a gap: the clock that was never put forward shows it.
    return max(instant for instant in instants if shown(instant, zone) > local)


def span(start: dt.datetime, length: dt.timedelta, zone: ZoneInfo) -> tuple[dt.datetime, dt.datetime]:
    """From a local time to another on the wall clock; where clocks turn that round, its length counts."""
    starts_at, ends_at = instant_at(start, zone), instant_at(start + length, zone)
    return starts_at, ends_at if ends_at > starts_at else starts_at + length


@cache
def changes_of(name: str) -> tuple[Change, ...]:
    """When clocks of a zone change from 2024 to 2030, to the second."""
    zone, found, moment = ZoneInfo(name), [], FIRST
    offset = moment.astimezone(zone).utcoffset()
    while moment < LAST:
        before, moment, former = moment, moment + 5 * DAY, offset
        if (offset := moment.astimezone(zone).utcoffset()) != former:
            found.append(_change_between(before, moment, zone))
    return tuple(found)


def _change_between(before: dt.datetime, after: dt.datetime, zone: ZoneInfo) -> Change:
    old, new = before.astimezone(zone).utcoffset(), after.astimezone(zone).utcoffset()
    while after - before > dt.timedelta(seconds=1):
        middle = before + dt.timedelta(seconds=(after - before) // dt.timedelta(seconds=2))
        before, after = (middle, after) if middle.astimezone(zone).utcoffset() == old else (before, middle)
    return after, old, new


@cache
def zones_with_changes() -> dict[str, tuple[Change, ...]]:
    """One zone of each group that changes its clocks alike, with its changes; together all of the data base."""
    by_changes: dict[tuple[Change, ...], str] = {}
    for name in sorted(available_timezones() - {"localtime"}):
        if changes := changes_of(name):
            by_changes.setdefault(changes, name)
    return {name: changes for changes, name in by_changes.items()}
