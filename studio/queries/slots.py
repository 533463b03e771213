"""Free slots of professionals: the one place that reckons them, for pages, the API and bookings."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.timezone import now

from availability.ranges import LONGEST_BLOCK
from studio.models import DAY_MINUTES, STEP_MINUTES, Professional, Service
from studio.queries.calendars import Diary, read_diaries
from studio.rules.days import opening_of_days, session_of_days
from studio.rules.prices import is_length, price_of
from studio.rules.starts import Interval, half_hours, joined, starts_within, without
from studio.states import RateKind, ServiceMode

LONGEST_LOOK = dt.timedelta(days=62)
"""Slots are listed for so much time at once."""
MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Slot:
    """Some time that can be booked now, unless somebody is quicker. `minutes` as a service counts them (a day is
    1440, however long it is open); `price_minor` in minor units of the service's currency."""

    service: Service
    starts_at: dt.datetime
    ends_at: dt.datetime
    minutes: int
    price_minor: int
    mode: ServiceMode

    @property
    def currency(self) -> str:
        return self.service.currency_id


@dataclass(frozen=True)
class Opening:
    """Slots of one service whose starts lie close together: from the first start to the end of the last."""

    first: Slot
    last: Slot


def slots(
    professional: Professional,
    *,
    since: dt.datetime,
    until: dt.datetime,
    services: Iterable[Service] | None = None,
    minutes: int | None = None,
    at: dt.datetime | None = None,
) -> list[Slot]:
    """The free slots that start from `since` to before `until`, by start: one for each full or half hour on the clocks
    of the professional. Each is as short as its service allows, or `minutes` long; what has no such length has none.

    Five queries, one where nothing is offered.
    """
    found = slots_of([professional], since=since, until=until, services=services, minutes=minutes, at=at)
    return found[professional.pk]


def slots_of(
    professionals: Collection[Professional],
    *,
    since: dt.datetime,
    until: dt.datetime,
    services: Iterable[Service] | None = None,
    minutes: int | None = None,
    at: dt.datetime | None = None,
) -> dict[UUID, list[Slot]]:
    """`slots` of many professionals, by id; as many queries as for one."""
    at, until = at or now(), min(until, since + LONGEST_LOOK)
    diaries = read_diaries(professionals, since=since, until=until + LONGEST_BLOCK, services=services)
    return {pk: slots_in(diary, since, until, minutes=minutes, at=at) for pk, diary in diaries.items()}


def slots_in(
    diary: Diary, since: dt.datetime, until: dt.datetime, *, at: dt.datetime, minutes: int | None = None
) -> list[Slot]:
    """The same from a diary that has been read. Reads nothing."""
    found = [
        slot
        for service in diary.services
        for slot in slots_of_service(diary, service, since, until, at=at, minutes=minutes)
    ]
    return sorted(found, key=_order)


def slots_of_service(
    diary: Diary,
    service: Service,
    since: dt.datetime,
    until: dt.datetime,
    *,
    at: dt.datetime,
    minutes: int | None = None,
) -> Iterator[Slot]:
    """The same of one service, by start, reckoned one by one for those who need the first few only."""
    length = minutes or service.min_minutes
    if length is None or not is_length(service, length):
        return iter(())
    by = _by_day if service.rate_kind == RateKind.DAY else _by_hour
    return by(diary, service, length, since, until, at)


def first_of_days(
    diary: Diary, services: Iterable[Service], since: dt.datetime, until: dt.datetime, *, at: dt.datetime, days: int
) -> list[Slot]:
    """The first slot of each of the next so many days that have one, on the clocks of the professional. Reads
    nothing."""
    zone = ZoneInfo(diary.professional.party.timezone)
    first: dict[dt.date, Slot] = {}
    for service in services:
        seen: set[dt.date] = set()
        for slot in slots_of_service(diary, service, since, until, at=at):
            day = slot.starts_at.astimezone(zone).date()
            if day not in seen and len(seen) == days:
                break
            if day not in seen:
                seen.add(day)
                first[day] = min(first.get(day, slot), slot, key=_order)
    return [first[day] for day in sorted(first)[:days]]


def _order(slot: Slot) -> tuple:
    return slot.starts_at, slot.service.created_at, slot.service.pk


def openings(found: Iterable[Slot]) -> list[Opening]:
    """The same slots, those joined whose starts follow each other at each half hour, of one service and mode, within
    one day. In order."""
    joined_up: list[Opening] = []
    latest: dict[tuple, int] = {}
    for slot in found:
        key = slot.service.pk, slot.mode
        place = latest.get(key)
        if place is not None and _follows(joined_up[place].last, slot):
            joined_up[place] = Opening(joined_up[place].first, slot)
        else:
            latest[key] = len(joined_up)
            joined_up.append(Opening(slot, slot))
    return joined_up


def _by_hour(
    diary: Diary, service: Service, minutes: int, since: dt.datetime, until: dt.datetime, at: dt.datetime
) -> Iterator[Slot]:
    zone = ZoneInfo(diary.professional.party.timezone)
    earliest = max(since, at + service.notice_minutes * MINUTE).astimezone(dt.UTC)
    price, length = price_of(service, minutes), minutes * MINUTE
    at_once = _starts(diary, service, ServiceMode.INSTANT, length, earliest)
    for interval in _starts(diary, service, ServiceMode.REQUEST, length, earliest):
        for start in half_hours(interval, zone):
            if start >= until:
                break
            is_at_once = any(first <= start <= last for first, last in at_once)
            mode = ServiceMode.INSTANT if is_at_once else ServiceMode.REQUEST
            yield Slot(service, start, start + length, minutes, price, mode)


def _starts(
    diary: Diary, service: Service, mode: ServiceMode, length: dt.timedelta, earliest: dt.datetime
) -> list[Interval]:
    """When somebody could begin, whoever it is."""
    buffer = service.buffer_minutes * MINUTE
    if length + 2 * buffer > LONGEST_BLOCK:
        return []
    possible = starts_within(diary.bookable_hours(service, mode), length, earliest)
    of_each = (
        without(possible, diary.in_the_way(service, worker), length=length, buffer=buffer)
        for worker in diary.workers_for(service)
    )
    return joined(interval for found in of_each for interval in found)


def _by_day(
    diary: Diary, service: Service, minutes: int, since: dt.datetime, until: dt.datetime, at: dt.datetime
) -> Iterator[Slot]:
    zone, days = diary.professional.party.timezone, minutes // DAY_MINUTES
    earliest = max(since, at + service.notice_minutes * MINUTE)
    offered, at_once = (
        opening_of_days(diary.bookable_hours(service, mode), zone)
        for mode in (ServiceMode.REQUEST, ServiceMode.INSTANT)
    )
    for first in sorted(offered):
        period = session_of_days(offered, first, days)
        if period is None or not earliest <= period.starts_at < until:
            continue
        if any(diary.free_workers(service, period, buffer_minutes=service.buffer_minutes)):
            mode = ServiceMode.INSTANT if session_of_days(at_once, first, days) == period else ServiceMode.REQUEST
            yield Slot(service, period.starts_at, period.ends_at, minutes, price_of(service, minutes), mode)


def _follows(last: Slot, slot: Slot) -> bool:
    zone = ZoneInfo(slot.service.professional.party.timezone)
    is_same_day = last.starts_at.astimezone(zone).date() == slot.starts_at.astimezone(zone).date()
    return is_same_day and slot.starts_at - last.starts_at == STEP_MINUTES * MINUTE
