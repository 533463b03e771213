"""The statistics of a professional, and of whoever books sessions: a span of months, and every session of it as a table
for spreadsheets."""

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.formats import localize
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Party
from studio.models import Session
from studio.queries.statistics import (
    Answers,
    Clients,
    Line,
    Table,
    answers_to,
    by_field,
    by_month,
    clients_of,
    open_minutes,
    sessions_within,
    total_of,
)
from studio.queries.sums import Money, money_by
from studio.states import Discipline, Side
from web.dates import say_month
from web.money import currency_digits, format_amount, format_percent
from web.spreadsheets import streamed

YEAR, TWELVE, ALL = "year", "12", "all"
PERIODS = {
    YEAR: gettext_lazy("This year"),
    TWELVE: gettext_lazy("Last 12 months"),
    ALL: gettext_lazy("All"),
}
CHUNK = 500
TWO_HOURS = 120
HEADINGS = (
    "date", "time", "service", "with", "hours", "price", "paid", "refunded", "fee", "currency", "state", "session",
)  # fmt: skip
"""Of the table for spreadsheets: the same in every language (docs/studio.md)."""


@dataclass(frozen=True)
class Period:
    """`name` is one of `PERIODS`; from the day `since` to before `until`, by the clock of the party. None: without an
    end."""

    name: str
    since: dt.date | None
    until: dt.date | None


@dataclass(frozen=True)
class Column:
    """What the months come to in one currency: `lines` have a month, its money, and what was kept of it as scripts read
    numbers."""

    currency: str
    total: Money
    lines: list[tuple[str, Money, str]]


@dataclass(frozen=True)
class Month:
    """The sessions and hours of a month; `open_hours` and `used`, the share of them, are empty where nobody knows."""

    label: str
    sessions: int
    hours: Decimal
    open_hours: Decimal | None
    used: str

    @property
    def value(self) -> str:
        """The hours as scripts read numbers."""
        return str(self.hours)


@dataclass(frozen=True)
class Group:
    """A line of a table by service or by who is on the other side; `amounts`: what was paid and kept, in words."""

    label: str
    sessions: int
    hours: Decimal
    amounts: list[str]


@dataclass(frozen=True)
class Groups:
    """The lines of such a table; `left_out` of them are not shown."""

    title: str
    heading: str
    lines: list[Group]
    left_out: int


@dataclass(frozen=True)
class Statistics:
    """Everything on the page. `clients` and `answers` only of a professional; `answer_hours`: the median."""

    period: Period
    sessions: int
    hours: Decimal
    months: list[Month]
    columns: list[Column]
    tables: list[Groups]
    clients: Clients | None = None
    answers: Answers | None = None

    @property
    def knows_open_hours(self) -> bool:
        return any(month.open_hours is not None for month in self.months)

    @property
    def again_share(self) -> str:
        """The share of clients who came again: "25%"."""
        return format_percent(100 * self.clients.percent) if self.clients else ""

    @property
    def answer_time(self) -> str:
        """The median time to an answer: "40 minutes" below two hours, else "3.5 hours"; empty without answers."""
        median = self.answers.median if self.answers else None
        if median is None:
            return ""
        minutes = math.ceil(median.total_seconds() / 60)
        if minutes < TWO_HOURS:
            return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
        return ngettext("%(count)s hour", "%(count)s hours", 2) % {"count": localize(_hours(minutes, "0.1"))}


def named_period(party: Party, text: str, at: dt.datetime | None = None) -> Period:
    """The period that an address names; the last twelve months, with the present one, where it names none."""
    today = (at or now()).astimezone(ZoneInfo(party.timezone)).date()
    if text == ALL:
        return Period(ALL, None, None)
    if text == YEAR:
        return Period(YEAR, dt.date(today.year, 1, 1), dt.date(today.year + 1, 1, 1))
    following = _next(today.replace(day=1))
    return Period(TWELVE, following.replace(year=following.year - 1), following)


def professional_statistics(party: Party, period: Period) -> Statistics:
    """What a professional has earned and worked. The same number of queries whatever there is to count, one more for a
    table that does not show everything."""
    sessions = _sessions(party, Side.PROFESSIONAL, period)
    months = _filled(by_month(sessions), period)
    opened = open_minutes(party, list(months), now())
    for first, minutes in opened.items():
        months[first].open_minutes = minutes or None
    tables = [
        _groups(by_field(sessions, "service", "service__name"), _("By service"), _("Service")),
        _groups(by_field(sessions, "client", "client__name"), _("By client"), _("Client")),
    ]
    return _statistics(period, months, tables, clients=clients_of(sessions), answers=answers_to(sessions))


def client_statistics(party: Party, period: Period) -> Statistics:
    """What a client has spent, on whom and on what. The same number of queries, as above."""
    sessions = _sessions(party, Side.CLIENT, period)
    disciplines = by_field(sessions, "service__discipline", "service__discipline")
    for line in disciplines.lines:
        line.label = Discipline(line.label).label
    tables = [
        _groups(by_field(sessions, "professional", "professional__name"), _("By professional"), _("Professional")),
        _groups(disciplines, _("By discipline"), _("Discipline")),
    ]
    return _statistics(period, _filled(by_month(sessions), period), tables)


def statistics_table(party: Party, side: Side, period: Period) -> Iterator[str]:
    """Every session of the period as CSV, the first first, line by line; a line for each currency that was paid in."""
    return streamed(HEADINGS, _rows(party, side, period))


def _statistics(period: Period, months: dict[dt.date, Line], tables: list[Groups], **more) -> Statistics:
    lines = list(months.values())
    return Statistics(
        period=period,
        sessions=sum(line.sessions for line in lines),
        hours=_hours(sum(line.minutes for line in lines)),
        months=[_month(line) for line in lines],
        columns=[_column(currency, total, lines) for currency, total in total_of(lines).items()],
        tables=tables,
        **more,
    )


def _month(line: Line) -> Month:
    opened = None if line.open_minutes is None else _hours(line.open_minutes)
    used = "" if line.used_percent is None else format_percent(100 * line.used_percent)
    return Month(say_month(line.label), line.sessions, _hours(line.minutes), opened, used)


def _column(currency: str, total: Money, lines: list[Line]) -> Column:
    moneys = [(line, line.money.get(currency, Money())) for line in lines]
    return Column(
        currency,
        total,
        [(say_month(line.label), money, str(_decimal(money.kept_minor, currency))) for line, money in moneys],
    )


def _groups(table: Table, title: str, heading: str) -> Groups:
    lines = [
        Group(
            str(line.label),
            line.sessions,
            _hours(line.minutes),
            [format_amount(money.kept_minor, currency) for currency, money in sorted(line.money.items())],
        )
        for line in table.lines
    ]
    return Groups(title, heading, lines, table.left_out)


def _filled(months: dict[dt.date, Line], period: Period) -> dict[dt.date, Line]:
    """With a line for each month of the period, and without gaps where it has no ends."""
    first, until = period.since or min(months, default=None), period.until or _next(max(months, default=dt.date.min))
    lines = {}
    while first and first < until:
        lines[first] = months.get(first) or Line(first)
        first = _next(first)
    return lines


def _sessions(party: Party, side: Side, period: Period) -> QuerySet:
    zone = ZoneInfo(party.timezone)
    ends = [dt.datetime.combine(day, dt.time(), zone) if day else None for day in (period.since, period.until)]
    return sessions_within(party, side, *ends)


def _rows(party: Party, side: Side, period: Period) -> Iterator[tuple]:
    """Some hundreds at a time, each with one query for them and those for their money."""
    zone, found = ZoneInfo(party.timezone), _sessions(party, side, period)
    other = "client" if side == Side.PROFESSIONAL else "professional"
    last: tuple | None = None
    while some := list(_after(found, last).select_related("service", other)[:CHUNK]):
        money: dict = {}
        for (pk, currency), sums in money_by(Session.objects.filter(pk__in=[each.pk for each in some]), "pk").items():
            money.setdefault(pk, {})[currency] = sums
        for session in some:
            moneys = money.get(session.pk) or {session.currency_id: Money()}
            for currency, sums in sorted(moneys.items()):
                yield _row(session, getattr(session, other).name, zone, currency, sums)
        last = some[-1].at, some[-1].pk


def _after(found: QuerySet, last: tuple | None) -> QuerySet:
    if last is None:
        return found
    at, pk = last
    return found.filter(at__gte=at).exclude(at=at, pk__lte=pk)


def _row(session: Session, other: str, zone: ZoneInfo, currency: str, money: Money) -> tuple:
    at = (session.starts_at or session.created_at).astimezone(zone)
    return (
        f"{at:%Y-%m-%d}",
        f"{at:%H:%M}",
        session.name,
        other,
        _hours(session.minutes or 0),
        _decimal(session.price_minor, session.currency_id) if currency == session.currency_id else "",
        _decimal(money.paid_minor, currency),
        _decimal(money.refunded_minor, currency),
        _decimal(money.fee_minor, currency),
        currency,
        session.state,
        session.pk,
    )


def _hours(minutes: int, step: str = "0.01") -> Decimal:
    """Without zeros at its end."""
    return (Decimal(minutes) / 60).quantize(Decimal(step)).normalize() + 0


def _decimal(amount_minor: int, currency: str) -> Decimal:
    """An amount with a point and the currency's own decimals."""
    return Decimal(amount_minor).scaleb(-currency_digits(currency))


def _next(month: dt.date) -> dt.date:
    return month if month == dt.date.min else (month + dt.timedelta(days=31)).replace(day=1)
