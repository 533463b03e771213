"""Statistics of sessions: how many, how long and for how much, by month, by service and by other side.

A session counts in the month in which it begins by the clock of the party; work at a fixed price, which has no time, in
the month in which it was asked for. Sessions and hours are those that were paid and not called off. Money is what was
paid less what went back (`studio.queries.sums`), so what was kept of a session that was called off counts too.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Aggregate, Count, DurationField, F, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth

from accounts.models import Party
from availability.states import BlockKind
from payments.states import PAID_AND_KEPT
from studio.models import Session
from studio.queries.sessions import WORKED
from studio.queries.sums import Money, money_by
from studio.states import ServiceMode
from web.dates import next_month

MOST = 50
"""So many services, clients or professionals stand in a table."""
ANSWERS = ("approved", "declined", "proposed_terms")
"""Events by which a professional answers a request."""
HOURS_KEPT = dt.timedelta(days=400)
"""Hours that were said of times before that are forgotten (`availability.actions.upkeep`)."""


@dataclass
class Line:
    """A month, a service or somebody: `minutes` of `sessions`, and the money by currency. `open_minutes`: how long the
    professional took bookings in that month; None where nobody knows."""

    label: Any
    sessions: int = 0
    minutes: int = 0
    money: dict[str, Money] = field(default_factory=dict)
    open_minutes: int | None = None

    @property
    def used_percent(self) -> int | None:
        """The booked hours in hundredths of the open ones."""
        return round(100 * self.minutes / self.open_minutes) if self.open_minutes else None


@dataclass(frozen=True)
class Table:
    """The lines with the most sessions; `count` is the number of all."""

    lines: list[Line]
    count: int

    @property
    def left_out(self) -> int:
        return self.count - len(self.lines)


@dataclass(frozen=True)
class Clients:
    """How many clients there were, and how many of them came more than once."""

    count: int
    again: int

    @property
    def percent(self) -> int:
        return round(100 * self.again / self.count) if self.count else 0


@dataclass(frozen=True)
class Answers:
    """How many requests came, how many were answered, and the median of how long that took."""

    asked: int
    answered: int
    median: dt.timedelta | None


class Median(Aggregate):
    """The middle of the values; between the two middle ones where their number is even."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


def sessions_within(party: Party, side: str, since: dt.datetime | None, until: dt.datetime | None) -> QuerySet:
    """The sessions that a party gives as "professional", or has booked as "client", that count from `since` to before
    `until`; None: without an end. With `at`, when it counts, and `month`, which begins then for the party."""
    found = Session.objects.filter(**{side: party}).annotate(at=Coalesce("starts_at", "created_at"))
    if since:
        found = found.filter(at__gte=since)
    if until:
        found = found.filter(at__lt=until)
    return found.annotate(month=TruncMonth("at", tzinfo=ZoneInfo(party.timezone))).order_by("at", "id")


def by_month(sessions: QuerySet) -> dict[dt.date, Line]:
    """The months in which anything was, by their first days. Two queries."""
    lines: dict[dt.date, Line] = {}
    counted = _worked(sessions).values_list("month").annotate(Count("pk"), Sum("minutes", default=0))
    for month, count, minutes in counted:
        lines[month.date()] = Line(month.date(), count, minutes)
    for (month, currency), money in money_by(sessions, "month").items():
        lines.setdefault(month.date(), Line(month.date())).money[currency] = money
    return dict(sorted(lines.items()))


def by_field(sessions: QuerySet, field_name: str, label: str) -> Table:
    """By service, client, professional or discipline: `field_name` tells them apart, and `label` is their name. Only
    those with sessions that count, or of which money was kept; the most sessions first. A query more than `money_by`
    takes, and another where not all are shown."""
    kept = sessions.order_by().filter(Q(state__in=WORKED) | Q(payment__state__in=PAID_AND_KEPT))
    groups = kept.values_list(field_name, label).annotate(
        number=Count("pk", filter=Q(state__in=WORKED)),
        total=Sum("minutes", filter=Q(state__in=WORKED), default=0),
    )
    rows = list(groups.order_by("-number", label, field_name)[: MOST + 1])
    count = len(rows) if len(rows) <= MOST else groups.order_by().count()
    lines = {key: Line(name, number, minutes) for key, name, number, minutes in rows[:MOST]}
    for (key, currency), money in money_by(sessions.filter(**{f"{field_name}__in": lines}), field_name).items():
        lines[key].money[currency] = money
    return Table(list(lines.values()), count)


def clients_of(sessions: QuerySet) -> Clients:
    """Of the sessions of a professional. One query."""
    each = _worked(sessions).values("client").annotate(number=Count("pk"))
    told = each.aggregate(count=Count("number"), again=Count("number", filter=Q(number__gt=1)))
    return Clients(told["count"], told["again"])


def answers_to(sessions: QuerySet) -> Answers:
    """How fast requests among these sessions were answered. One query."""
    asked = sessions.order_by().filter(mode=ServiceMode.REQUEST)
    first = asked.annotate(answered_at=Min("events__at", filter=Q(events__event__in=ANSWERS)))
    told = first.aggregate(
        asked=Count("pk"),
        answered=Count("answered_at"),
        median=Median(F("answered_at") - F("created_at"), output_field=DurationField()),
    )
    return Answers(**told)


def total_of(lines: Iterable[Line]) -> dict[str, Money]:
    """What all of them come to, by currency."""
    found: dict[str, Money] = defaultdict(Money)
    for line in lines:
        for currency, money in line.money.items():
            found[currency] += money
    return dict(sorted(found.items()))


def open_minutes(party: Party, months: Collection[dt.date], at: dt.datetime) -> dict[dt.date, int]:
    """For how long a professional takes bookings in each of these months, as far as its hours are still known. One
    query."""
    zone = ZoneInfo(party.timezone)
    known = [month for month in months if dt.datetime.combine(month, dt.time(), zone) >= at - HOURS_KEPT]
    if not known:
        return {}
    spans = [(dt.datetime.combine(first, dt.time(), zone), dt.datetime.combine(next_month(first), dt.time(), zone))
             for first in known]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(OPEN_SECONDS, {
            "firsts": known, "starts": [start for start, _end in spans], "ends": [end for _start, end in spans],
            "calendar": party.calendar_id, "free": BlockKind.FREE, "busy": BlockKind.BUSY,
        })  # fmt: skip
        return {first: round(seconds / 60) for first, seconds in cursor.fetchall()}


OPEN_SECONDS = """
    SELECT month.first, coalesce(sum(extract(epoch FROM upper(span) - lower(span))), 0)
      FROM unnest(%(firsts)s::date[], %(starts)s::timestamptz[], %(ends)s::timestamptz[]) AS month (first, starts, ends)
     CROSS JOIN LATERAL (
       SELECT range_agg(period) FILTER (WHERE kind = %(free)s) * tstzmultirange(tstzrange(starts, ends))
              - coalesce(range_agg(period) FILTER (WHERE kind = %(busy)s), '{}') AS spans
         FROM availability_timeblock
        WHERE calendar_id = %(calendar)s AND kind IN (%(free)s, %(busy)s) AND period && tstzrange(starts, ends)
     ) AS said
     CROSS JOIN LATERAL unnest(said.spans) AS span
     GROUP BY month.first"""
"""What is free less what is busy, in each month."""


def _worked(sessions: QuerySet) -> QuerySet:
    return sessions.order_by().filter(state__in=WORKED)
