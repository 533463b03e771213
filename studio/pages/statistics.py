"""The statistics of a professional, and of a party that books sessions."""

import datetime as dt
import math
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import localize
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Party
from studio.pages.spans import Span, sessions_in
from studio.pages.spreadsheet import in_hours, in_units
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
    total_of,
)
from studio.queries.sums import Money
from studio.states import Discipline, Side
from web.dates import next_month, say_month
from web.money import format_amount, format_percent

TWO_HOURS = 120


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
    def is_any(self) -> bool:
        """Whether there was anything; a chart shows the other months too."""
        return bool(self.sessions or self.open_hours)

    @property
    def value(self) -> str:
        """The hours as scripts read numbers."""
        return str(self.hours)


@dataclass(frozen=True)
class Group:
    """A line of a table by service or by other side; `amounts`: what was paid and kept, in words."""

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

    period: Span
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
        return ngettext("%(count)s hour", "%(count)s hours", 2) % {"count": localize(in_hours(minutes, "0.1"))}


def professional_statistics(party: Party, period: Span) -> Statistics:
    """What a professional has earned and worked. The same number of queries whatever there is to count, one more for a
    table that does not show everything."""
    sessions = sessions_in(party, Side.PROFESSIONAL, period)
    months = _filled(by_month(sessions), period)
    opened = open_minutes(party, list(months), now())
    for first, minutes in opened.items():
        months[first].open_minutes = minutes or None
    tables = [
        _groups(by_field(sessions, "service", "service__name"), _("By service"), _("Service")),
        _groups(by_field(sessions, "client", "client__name"), _("By client"), _("Client")),
    ]
    return _statistics(period, months, tables, clients=clients_of(sessions), answers=answers_to(sessions))


def client_statistics(party: Party, period: Span) -> Statistics:
    """What a client has spent, on whom and on what. The same number of queries, as above."""
    sessions = sessions_in(party, Side.CLIENT, period)
    disciplines = by_field(sessions, "service__discipline", "service__discipline")
    for line in disciplines.lines:
        line.label = Discipline(line.label).label
    tables = [
        _groups(by_field(sessions, "professional", "professional__name"), _("By professional"), _("Professional")),
        _groups(disciplines, _("By discipline"), _("Discipline")),
    ]
    return _statistics(period, _filled(by_month(sessions), period), tables)


def _statistics(period: Span, months: dict[dt.date, Line], tables: list[Groups], **more) -> Statistics:
    lines = list(months.values())
    return Statistics(
        period=period,
        sessions=sum(line.sessions for line in lines),
        hours=in_hours(sum(line.minutes for line in lines)),
        months=[_month(line) for line in lines],
        columns=[_column(currency, total, lines) for currency, total in total_of(lines).items()],
        tables=tables,
        **more,
    )


def _month(line: Line) -> Month:
    opened = None if line.open_minutes is None else in_hours(line.open_minutes)
    used = "" if line.used_percent is None else format_percent(100 * line.used_percent)
    return Month(say_month(line.label), line.sessions, in_hours(line.minutes), opened, used)


def _column(currency: str, total: Money, lines: list[Line]) -> Column:
    moneys = [(line, line.money.get(currency, Money())) for line in lines]
    return Column(
        currency,
        total,
        [(say_month(line.label), money, str(in_units(money.kept_minor, currency))) for line, money in moneys],
    )


def _groups(table: Table, title: str, heading: str) -> Groups:
    lines = [
        Group(
            str(line.label),
            line.sessions,
            in_hours(line.minutes),
            [format_amount(money.kept_minor, currency) for currency, money in sorted(line.money.items())],
        )
        for line in table.lines
    ]
    return Groups(title, heading, lines, table.left_out)


def _filled(months: dict[dt.date, Line], period: Span) -> dict[dt.date, Line]:
    """With a line for each month of the period, and without gaps where it has no ends."""
    first = period.since or min(months, default=None)
    until = period.until or next_month(max(months, default=dt.date.min))
    lines = {}
    while first and first < until:
        lines[first] = months.get(first) or Line(first)
        first = next_month(first)
    return lines
