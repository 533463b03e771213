"""What bookable time is reckoned from: services, who works, hours, and all that is taken. Four queries for any number
of professionals."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.timezone import now

from accounts.models import Membership
from accounts.states import Role
from availability.models import TimeBlock
from availability.ranges import LONGEST_BLOCK, Period, union
from availability.states import BlockKind
from studio.models import Hours, Professional, Service
from studio.states import ServiceMode
from web.prepared import Parameter, ParameterList, PreparedQuery

TAKEN = (BlockKind.BUSY, BlockKind.CLAIM)

# A search reads the diaries of everybody on its page, one or two times.
SERVICES = PreparedQuery(
    lambda: (
        Service.objects.offered()
        .filter(professional__in=ParameterList("professionals"))
        .select_related("room")
        .order_by("created_at", "id")
    )
)
CHOSEN: PreparedQuery[Any] = PreparedQuery(
    lambda: Service.workers.through.objects.filter(service__in=ParameterList("services")).values_list(
        "service_id", "user_id"
    )
)
MEMBERS: PreparedQuery[Any] = PreparedQuery(
    lambda: (
        Membership.objects.current()
        .filter(party__in=ParameterList("parties"), role=Role.MEMBER, may_be_booked=True)
        .order_by("joined_at", "id")
        .values_list("party_id", "user_id", "user__calendar_id")
    )
)
BLOCKS: PreparedQuery[Any] = PreparedQuery(
    lambda: (
        TimeBlock.objects.standing(Parameter("at"))
        .filter(calendar__in=ParameterList("calendars", "bigint"), kind__in=[BlockKind.FREE, *TAKEN])
        .filter(period__startswith__gte=Parameter("since"), period__startswith__lt=Parameter("until"))
        .values_list("calendar_id", "kind", "period__startswith", "period__endswith", "occasion", "rule__series")
    )
)


@dataclass(frozen=True)
class Stretch:
    """Some hours, and what they are for: `service_id` None is every service, `mode` empty is the service's own."""

    period: Period
    service_id: UUID | None = None
    mode: str = ""


@dataclass(frozen=True)
class Worker:
    """A member who may be booked."""

    user_id: UUID
    calendar_id: int


@dataclass
class Diary:
    """All that the slots of one professional follow from, from `since` until `until`. `workers`: in the order of their
    joining. `taken` by the id of a calendar, that of the party too: what its leaders closed."""

    professional: Professional
    since: dt.datetime
    until: dt.datetime
    services: list[Service] = field(default_factory=list)
    workers: list[Worker] = field(default_factory=list)
    chosen: dict[UUID, set[UUID]] = field(default_factory=dict)
    hours: list[Stretch] = field(default_factory=list)
    taken: dict[int, list[Period]] = field(default_factory=dict)

    def workers_for(self, service: Service) -> list[Worker]:
        """Those who do this service; none chosen: all."""
        chosen = self.chosen.get(service.pk)
        return [worker for worker in self.workers if chosen is None or worker.user_id in chosen]

    def hours_for(self, service: Service, mode: ServiceMode | None = None) -> list[Period]:
        """When this service is offered, as few periods as possible; only where it is booked in this mode."""
        return union(
            stretch.period
            for stretch in self.hours
            if stretch.service_id in (None, service.pk) and (mode is None or (stretch.mode or service.mode) == mode)
        )

    def taken_of(self, *calendar_ids: int | None) -> list[Period]:
        """What is taken on any of these calendars."""
        return [period for pk in calendar_ids if pk is not None for period in self.taken.get(pk, ())]

    def bookable_hours(self, service: Service, mode: ServiceMode) -> list[Period]:
        """The hours in which the service is booked at once, or all in which it is offered."""
        return self.hours_for(service, mode if mode == ServiceMode.INSTANT else None)

    def in_the_way(self, service: Service, worker: Worker) -> list[Period]:
        """What the worker, the room and the party are taken for."""
        room = service.room.calendar_id if service.room else None
        return self.taken_of(worker.calendar_id, room, self.professional.party.calendar_id)

    def free_workers(self, service: Service, period: Period, *, buffer_minutes: int) -> Iterator[Worker]:
        """Those who do this service and are free for the period with its buffers."""
        buffer = dt.timedelta(minutes=buffer_minutes)
        whole = Period(period.starts_at - buffer, period.ends_at + buffer)
        if whole.length > LONGEST_BLOCK:
            return
        for worker in self.workers_for(service):
            if not any(taken.overlaps(whole) for taken in self.in_the_way(service, worker)):
                yield worker


def read_diaries(
    professionals: Collection[Professional],
    *,
    since: dt.datetime,
    until: dt.datetime,
    services: Iterable[Service] | None = None,
    besides: UUID | None = None,
) -> dict[UUID, Diary]:
    """The diaries of these professionals, by id. What starts or ends outside from `since` until `until` is read as far
    as it reaches in, with a day on both sides for buffers. `services`: only these, retired ones too; else all that are
    offered. `besides`: an occasion whose own claims do not count as taken. Professionals come with their party."""
    since, until = since - dt.timedelta(days=1), until + dt.timedelta(days=1)
    diaries = {one.pk: Diary(one, since, until) for one in professionals}
    _read_services(diaries, services)
    if any(diary.services for diary in diaries.values()):
        _read_workers(diaries)
        _read_blocks(diaries, besides)
    return diaries


def bookable_members(professional: Professional) -> dict[UUID, str]:
    """The members who may be booked, by id, with their names, in the order of their joining. One query."""
    members = Membership.objects.current().filter(party=professional.party_id, role=Role.MEMBER, may_be_booked=True)
    return {one.user_id: one.user.display_name for one in members.select_related("user").order_by("joined_at", "id")}


def _read_services(diaries: dict[UUID, Diary], services: Iterable[Service] | None) -> None:
    for service in SERVICES.all(professionals=list(diaries)) if services is None else services:
        diary = diaries[service.professional_id]
        service.professional = diary.professional
        diary.services.append(service)
    ids = [service.pk for diary in diaries.values() for service in diary.services]
    if not ids:
        return
    chosen: dict[UUID, set[UUID]] = {}
    for service_id, user_id in CHOSEN.rows(services=ids):
        chosen.setdefault(service_id, set()).add(user_id)
    for diary in diaries.values():
        diary.chosen |= {service.pk: chosen[service.pk] for service in diary.services if service.pk in chosen}


def _read_workers(diaries: dict[UUID, Diary]) -> None:
    for party_id, user_id, calendar_id in MEMBERS.rows(parties=list(diaries)):
        diaries[party_id].workers.append(Worker(user_id, calendar_id))


def _read_blocks(diaries: dict[UUID, Diary], besides: UUID | None) -> None:
    calendars: dict[int, list[Diary]] = defaultdict(list)
    for diary in diaries.values():
        rooms = {service.room.calendar_id for service in diary.services if service.room}
        own = {diary.professional.party.calendar_id, *rooms, *(worker.calendar_id for worker in diary.workers)}
        for calendar_id in own:
            calendars[calendar_id].append(diary)
    if not calendars:
        return
    since = min(diary.since for diary in diaries.values())
    until = max(diary.until for diary in diaries.values())
    hours_of = {diary.professional.party.calendar_id: diary for diary in diaries.values()}
    # No block is longer than a week: the index on starts answers (`timeblock_calendar_start`).
    blocks = BLOCKS.rows(at=now(), calendars=list(calendars), since=since - LONGEST_BLOCK, until=until)
    series: dict[UUID, list[tuple[Diary, Period]]] = defaultdict(list)
    for calendar_id, kind, starts_at, ends_at, occasion, of in blocks:
        if ends_at <= since or (besides is not None and occasion == besides):
            continue
        stretch = Period(starts_at, ends_at)
        if kind != BlockKind.FREE:
            for diary in calendars[calendar_id]:
                diary.taken.setdefault(calendar_id, []).append(stretch)
        elif calendar_id in hours_of:
            series[of].append((hours_of[calendar_id], stretch))
    meant = {row.series: row for row in Hours.objects.filter(series__in=list(series))} if series else {}
    for of, found in series.items():
        hours = meant.get(of)
        for diary, stretch in found:
            diary.hours.append(Stretch(stretch, hours.service_id, hours.mode) if hours else Stretch(stretch))
