"""On which days professionals have a free slot."""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.utils.timezone import now

from availability.ranges import LONGEST_BLOCK, Period
from discovery.queries.search.parties.wishes import Wish
from studio.models import Professional
from studio.queries.calendars import Diary, read_diaries
from studio.queries.slots import slots_of_service


def days_with_slots(ids: Collection[UUID], wish: Wish, periods: dict[dt.date, Period]) -> dict[UUID, list[dt.date]]:
    """For each of these professionals, the days of a wish on which a slot begins; where times are asked, one that lies
    between them. Six queries."""
    professionals = list(Professional.objects.filter(pk__in=ids).select_related("party"))
    since = min(period.starts_at for period in periods.values())
    until = max(period.ends_at for period in periods.values())
    diaries = read_diaries(professionals, since=since, until=until + LONGEST_BLOCK)
    has_times = not (wish.from_time is wish.to_time is wish.free_between is None)
    at = now()
    found: dict[UUID, list[dt.date]] = {pk: [] for pk in ids}
    for pk, diary in diaries.items():
        found[pk] = [day for day, period in periods.items() if _has_slot(diary, wish, period, at, has_times)]
    return found


def _has_slot(diary: Diary, wish: Wish, period: Period, at: dt.datetime, has_times: bool) -> bool:
    return any(
        not has_times or slot.ends_at <= period.ends_at
        for service in diary.services
        if wish.discipline in ("", service.discipline)
        for slot in slots_of_service(diary, service, period.starts_at, period.ends_at, at=at)
    )
