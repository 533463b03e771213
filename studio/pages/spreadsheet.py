"""Every session of a span as a table for spreadsheets."""

from collections.abc import Iterator
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from accounts.models import Party
from studio.models import Session
from studio.pages.spans import Span, sessions_in
from studio.queries.sums import Money, money_by
from studio.states import Side
from web.money import currency_digits
from web.spreadsheets import streamed

CHUNK = 500
HEADINGS = (
    "date", "time", "service", "with", "hours", "price", "paid", "refunded", "fee", "currency", "state", "session",
)  # fmt: skip
"""Of the table for spreadsheets: the same in every language (docs/studio.md)."""


def statistics_table(party: Party, side: Side, period: Span) -> Iterator[str]:
    """The sessions of the period as CSV, by time, line by line; a line for each currency that was paid in."""
    return streamed(HEADINGS, _rows(party, side, period))


def in_hours(minutes: int, step: str = "0.01") -> Decimal:
    """Without zeros at its end."""
    return (Decimal(minutes) / 60).quantize(Decimal(step)).normalize() + 0


def in_units(amount_minor: int, currency: str) -> Decimal:
    """An amount with a point and the currency's own decimals."""
    return Decimal(amount_minor).scaleb(-currency_digits(currency))


def _rows(party: Party, side: Side, period: Span) -> Iterator[tuple]:
    """Some hundreds at a time, each with one query for them and one for their money."""
    zone, found = ZoneInfo(party.timezone), sessions_in(party, side, period)
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
        in_hours(session.minutes or 0),
        in_units(session.price_minor, session.currency_id) if currency == session.currency_id else "",
        in_units(money.paid_minor, currency),
        in_units(money.refunded_minor, currency),
        in_units(money.fee_minor, currency),
        currency,
        session.state,
        session.pk,
    )
