"""Who could work in a session at one time: for bookings, and for what is booked."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.timezone import now

from availability.ranges import DAY, LONGEST_BLOCK, Period
from studio.models import DAY_MINUTES, Room, Service, Session
from studio.queries.calendars import Diary, Worker, read_diaries
from studio.rules.days import opening_of_days, session_of_days
from studio.rules.prices import is_length
from studio.rules.starts import half_hours
from studio.states import RateKind, Reason, ServiceMode

MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Possible:
    """Who could work in a session, in a stable order, and where. Nobody, where there is a `reason` against it."""

    workers: Sequence[Worker] = ()
    room: Room | None = None
    period: Period | None = None
    mode: ServiceMode = ServiceMode.REQUEST
    reason: Reason | None = None
    calendar_ids: frozenset[int] = field(default=frozenset())


def who_can(
    service: Service,
    *,
    starts_at: dt.datetime,
    minutes: int,
    at: dt.datetime | None = None,
    besides: UUID | None = None,
    agreed_minutes: int | None = None,
) -> Possible:
    """Who could work in a session of this service at this time; the same reckoning as `slots`, for one time.

    `besides`: an occasion whose own claims are not in the way. `agreed_minutes`: a length that is possible whatever
    the service offers now. The service comes with its professional, party and room. Five queries.
    """
    at = at or now()
    if service.rate_kind == RateKind.FIXED or not (minutes == agreed_minutes or is_length(service, minutes)):
        return Possible(reason=Reason.WRONG_LENGTH)
    starts_at = starts_at.astimezone(dt.UTC)
    diary = _diary_around(service, starts_at, starts_at, besides=besides)
    calendar_ids = _calendar_ids(diary, service)
    if starts_at < at + service.notice_minutes * MINUTE:
        return Possible(reason=Reason.TOO_SOON, calendar_ids=calendar_ids)
    period, mode = _session_at(diary, service, starts_at, minutes)
    if period is None:
        return Possible(reason=Reason.OUTSIDE_HOURS, calendar_ids=calendar_ids)
    workers = list(diary.free_workers(service, period, buffer_minutes=service.buffer_minutes))
    if not workers:
        return Possible(reason=Reason.TAKEN, period=period, mode=mode, calendar_ids=calendar_ids)
    return Possible(workers, service.room, period, mode, calendar_ids=calendar_ids)


def who_can_take_over(session: Session) -> Possible:
    """Who could work in a session in the time that it has, whoever works in it now. What is booked stays booked: hours,
    notice and lengths of the service are no limit. Five queries."""
    assert session.starts_at is not None  # noqa: S101 — only what has a time is taken over
    assert session.ends_at is not None  # noqa: S101
    service, period = session.service, Period(session.starts_at, session.ends_at)
    diary = _diary_around(service, period.starts_at, period.ends_at, besides=session.pk)
    calendar_ids = _calendar_ids(diary, service)
    workers = list(diary.free_workers(service, period, buffer_minutes=session.buffer_minutes))
    reason = None if workers else Reason.TAKEN
    return Possible(workers, service.room, period, ServiceMode(session.mode), reason=reason, calendar_ids=calendar_ids)


def can_go_on(session: Session, *, minutes: int) -> Possible:
    """Whether whoever works in a session, in its room, is free for so many minutes after its end, and the buffer; and
    whether that is booked at once. Opening hours are no limit: the other side can still decline. Five queries."""
    assert session.ends_at is not None  # noqa: S101 — a session that goes on has a time
    service, ends_at = session.service, session.ends_at
    diary = _diary_around(service, ends_at, ends_at, besides=session.pk)
    worker = next((one for one in diary.workers_for(service) if one.user_id == session.worker_id), None)
    later = Period(ends_at, ends_at + minutes * MINUTE)
    taken = Period(ends_at, later.ends_at + session.buffer_minutes * MINUTE)
    if worker is None or any(each.overlaps(taken) for each in diary.in_the_way(service, worker)):
        return Possible(reason=Reason.TAKEN)
    is_at_once = any(period.contains(later) for period in diary.bookable_hours(service, ServiceMode.INSTANT))
    return Possible([worker], session.room, later, ServiceMode.INSTANT if is_at_once else ServiceMode.REQUEST)


def _session_at(
    diary: Diary, service: Service, starts_at: dt.datetime, minutes: int
) -> tuple[Period | None, ServiceMode]:
    """The time that a session takes which starts there, without buffers; None outside the hours, or not at a half hour
    (a session by the day: not at the opening)."""
    for mode in (ServiceMode.INSTANT, ServiceMode.REQUEST):
        hours = diary.bookable_hours(service, mode)
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


def _diary_around(service: Service, first: dt.datetime, last: dt.datetime, *, besides: UUID | None) -> Diary:
    """The diary of the professional from a day before `first` to a day after what may begin at `last`."""
    since, until = first - DAY, last + LONGEST_BLOCK + DAY
    read = read_diaries([service.professional], services=[service], besides=besides, since=since, until=until)
    return read[service.professional_id]


def _calendar_ids(diary: Diary, service: Service) -> frozenset[int]:
    """The calendars of everybody who does this service, and of its room."""
    rooms = {service.room.calendar_id} if service.room else set()
    return frozenset({worker.calendar_id for worker in diary.workers_for(service)} | rooms)
