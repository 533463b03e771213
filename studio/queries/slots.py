"""Free slots of professionals: the one place that reckons them, for pages, the API and bookings."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.timezone import now

from availability.ranges import DAY, LONGEST_BLOCK, Period
from studio.models import DAY_MINUTES, STEP_MINUTES, Professional, Room, Service, Session
from studio.queries.calendars import Diary, Worker, read_diaries
from studio.rules.days import opening_of_days, session_of_days
from studio.rules.starts import Interval, half_hours, joined, starts_within, without
from studio.states import RateKind, Reason, ServiceMode

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


@dataclass(frozen=True)
class Possible:
    """Who could work in a session, in a stable order, and where. Nobody, where there is a `reason` against it."""

    workers: Sequence[Worker] = ()
    room: Room | None = None
    period: Period | None = None
    mode: ServiceMode = ServiceMode.REQUEST
    reason: Reason | None = None
    calendar_ids: frozenset[int] = field(default=frozenset())


def price_of(service: Service, minutes: int | None) -> int:
    """What a session of this length costs, in minor units: hours and days by their part, rounded half up."""
    if service.rate_kind == RateKind.FIXED or minutes is None:
        return service.amount_minor
    price = Decimal(service.amount_minor) * minutes / service.unit_minutes
    return int(price.quantize(Decimal(1), ROUND_HALF_UP))


def is_length(service: Service, minutes: int | None) -> bool:
    """Whether the service is offered for so long."""
    if service.rate_kind == RateKind.FIXED:
        return minutes is None
    least, most = service.min_minutes or 0, service.max_minutes or 0
    return minutes is not None and minutes % service.step_minutes == 0 and least <= minutes <= most


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


def who_can(
    service: Service,
    *,
    starts_at: dt.datetime,
    minutes: int,
    at: dt.datetime | None = None,
    besides: UUID | None = None,
) -> Possible:
    """Who could work in a session of this service at this time; the same reckoning as `slots`, for one time.

    `besides`: an occasion whose own claims are not in the way. The service comes with its professional, party and room.
    Five queries.
    """
    at = at or now()
    if not is_length(service, minutes) or service.rate_kind == RateKind.FIXED:
        return Possible(reason=Reason.WRONG_LENGTH)
    starts_at = starts_at.astimezone(dt.UTC)
    around = {"since": starts_at - DAY, "until": starts_at + LONGEST_BLOCK + DAY}
    read = read_diaries([service.professional], services=[service], besides=besides, **around)
    diary = read[service.professional_id]
    calendars = {worker.calendar_id for worker in diary.workers_for(service)}
    calendar_ids = frozenset(calendars | ({service.room.calendar_id} if service.room else set()))
    if starts_at < at + service.notice_minutes * MINUTE:
        return Possible(reason=Reason.TOO_SOON, calendar_ids=calendar_ids)
    period, mode = _session_at(diary, service, starts_at, minutes)
    if period is None:
        return Possible(reason=Reason.OUTSIDE_HOURS, calendar_ids=calendar_ids)
    workers = list(_free_workers(diary, service, period, buffer_minutes=service.buffer_minutes))
    if not workers:
        return Possible(reason=Reason.TAKEN, period=period, mode=mode, calendar_ids=calendar_ids)
    return Possible(workers, service.room, period, mode, calendar_ids=calendar_ids)


def who_can_take_over(session: Session) -> Possible:
    """Who could work in a session in the time that it has, whoever works in it now. What is booked stays booked: hours,
    notice and lengths of the service are no limit. Five queries."""
    assert session.starts_at is not None  # noqa: S101 — only what has a time is taken over
    assert session.ends_at is not None  # noqa: S101
    service, period = session.service, Period(session.starts_at, session.ends_at)
    around = {"since": period.starts_at - DAY, "until": period.ends_at + LONGEST_BLOCK + DAY}
    diary = read_diaries([service.professional], services=[service], besides=session.pk, **around)[
        service.professional_id
    ]
    calendars = {worker.calendar_id for worker in diary.workers_for(service)}
    calendar_ids = frozenset(calendars | ({service.room.calendar_id} if service.room else set()))
    workers = list(_free_workers(diary, service, period, buffer_minutes=session.buffer_minutes))
    reason = None if workers else Reason.TAKEN
    return Possible(workers, service.room, period, ServiceMode(session.mode), reason=reason, calendar_ids=calendar_ids)


def can_go_on(session: Session, *, minutes: int) -> Possible:
    """Whether whoever works in a session, in its room, is free for so many minutes after its end, and the buffer; and
    whether that is booked at once. Opening hours are no limit: the other side can still decline. Five queries."""
    assert session.ends_at is not None  # noqa: S101 — a session that goes on has a time
    service, ends_at = session.service, session.ends_at
    around = {"since": ends_at - DAY, "until": ends_at + LONGEST_BLOCK + DAY}
    diary = read_diaries([service.professional], services=[service], besides=session.pk, **around)[
        service.professional_id
    ]
    worker = next((one for one in diary.workers_for(service) if one.user_id == session.worker_id), None)
    later = Period(ends_at, ends_at + minutes * MINUTE)
    taken = Period(ends_at, later.ends_at + session.buffer_minutes * MINUTE)
    if worker is None or any(each.overlaps(taken) for each in _in_the_way(diary, service, worker)):
        return Possible(reason=Reason.TAKEN)
    is_at_once = any(period.contains(later) for period in _hours(diary, service, ServiceMode.INSTANT))
    return Possible([worker], session.room, later, ServiceMode.INSTANT if is_at_once else ServiceMode.REQUEST)


def _session_at(
    diary: Diary, service: Service, starts_at: dt.datetime, minutes: int
) -> tuple[Period | None, ServiceMode]:
    """The time that a session takes which starts there, without buffers; None outside the hours, or not at a half hour
    (a session by the day: not at the opening)."""
    for mode in (ServiceMode.INSTANT, ServiceMode.REQUEST):
        hours = _hours(diary, service, mode)
        if service.rate_kind == RateKind.DAY:
            zone = diary.professional.party.timezone
            first = starts_at.astimezone(ZoneInfo(zone)).date()
            period = session_of_days(opening_of_days(hours, zone), first, minutes // DAY_MINUTES)
            if period and period.starts_at == starts_at:
                return period, mode
        else:
            wanted = Period(starts_at, starts_at + minutes * MINUTE)
            is_step = any(half_hours((starts_at, starts_at), ZoneInfo(diary.professional.party.timezone)))
            if is_step and any(period.contains(wanted) for period in hours):
                return wanted, mode
    return None, ServiceMode.REQUEST


def _hours(diary: Diary, service: Service, mode: ServiceMode) -> list[Period]:
    """The hours in which the service is booked at once, or all in which it is offered."""
    return diary.hours_for(service, mode if mode == ServiceMode.INSTANT else None)


def _free_workers(diary: Diary, service: Service, period: Period, *, buffer_minutes: int) -> Iterator[Worker]:
    buffer = buffer_minutes * MINUTE
    whole = Period(period.starts_at - buffer, period.ends_at + buffer)
    if whole.length > LONGEST_BLOCK:
        return
    for worker in diary.workers_for(service):
        if not any(taken.overlaps(whole) for taken in _in_the_way(diary, service, worker)):
            yield worker


def _in_the_way(diary: Diary, service: Service, worker: Worker) -> list[Period]:
    """What the worker, the room and the party are taken for."""
    room = service.room.calendar_id if service.room else None
    return diary.taken_of(worker.calendar_id, room, diary.professional.party.calendar_id)


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
    possible = starts_within(_hours(diary, service, mode), length, earliest)
    of_each = (
        without(possible, _in_the_way(diary, service, worker), length=length, buffer=buffer)
        for worker in diary.workers_for(service)
    )
    return joined(interval for found in of_each for interval in found)


def _by_day(
    diary: Diary, service: Service, minutes: int, since: dt.datetime, until: dt.datetime, at: dt.datetime
) -> Iterator[Slot]:
    zone, days = diary.professional.party.timezone, minutes // DAY_MINUTES
    earliest = max(since, at + service.notice_minutes * MINUTE)
    offered, at_once = (
        opening_of_days(_hours(diary, service, mode), zone) for mode in (ServiceMode.REQUEST, ServiceMode.INSTANT)
    )
    for first in sorted(offered):
        period = session_of_days(offered, first, days)
        if period is None or not earliest <= period.starts_at < until:
            continue
        if any(_free_workers(diary, service, period, buffer_minutes=service.buffer_minutes)):
            mode = ServiceMode.INSTANT if session_of_days(at_once, first, days) == period else ServiceMode.REQUEST
            yield Slot(service, period.starts_at, period.ends_at, minutes, price_of(service, minutes), mode)


def _follows(last: Slot, slot: Slot) -> bool:
    zone = ZoneInfo(slot.service.professional.party.timezone)
    is_same_day = last.starts_at.astimezone(zone).date() == slot.starts_at.astimezone(zone).date()
    return is_same_day and slot.starts_at - last.starts_at == STEP_MINUTES * MINUTE
