"""The money page of a party: one month of it, and the same as a table for spreadsheets."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.timezone import now
from django.utils.translation import override

from accounts.models import Party
from accounts.queries.months import month_of
from payments import provider
from payments.queries.months import (
    PAYER,
    MoveLine,
    OpenLine,
    Span,
    Sums,
    expected_by,
    expected_lines,
    move_lines,
    moves_of,
    owed_by,
    owed_lines,
    sums_of,
)
from web.dates import next_month
from web.excerpts import Excerpt
from web.money import currency_digits
from web.spreadsheets import streamed

SHOWN = 50
"""So many lines of a kind stand on a page."""
CHUNK = 500
HEADINGS = (
    "date", "time", "type", "role", "about", "with", "amount", "fee", "currency", "state", "payment",
)  # fmt: skip
"""Of a table for spreadsheets: the same in every language, so that programs can read it (docs/money-pages.md)."""


@dataclass(frozen=True)
class Month:
    """One month of a party's money. `owed` and `expected` are what is not paid yet, `moves` what happened."""

    first: dt.date
    sums: list[Sums]
    owed: Excerpt[OpenLine]
    expected: Excerpt[OpenLine]
    moves: list[MoveLine]
    page: Page

    @property
    def previous(self) -> str:
        return f"{(self.first - dt.timedelta(days=1)):%Y-%m}"

    @property
    def following(self) -> str:
        return f"{next_month(self.first):%Y-%m}"


def today_of(party: Party) -> dt.date:
    """The day that it is where the party is."""
    return now().astimezone(ZoneInfo(party.timezone)).date()


def named_month(party: Party, text: str) -> dt.date:
    """The first day of the month that an address names; of the present one where it names none."""
    return month_of(text, today_of(party))


def month_span(party: Party, first: dt.date) -> Span:
    """The month that begins on that day, by the clock of the party."""
    return _span(party, first, next_month(first))


def year_span(party: Party, year: int) -> Span:
    """That year by the clock of the party."""
    return _span(party, dt.date(year, 1, 1), dt.date(year + 1, 1, 1))


def _span(party: Party, first: dt.date, after: dt.date) -> Span:
    zone = ZoneInfo(party.timezone)
    starts_at, ends_at = (dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC) for day in (first, after))
    return Span(starts_at, ends_at, now(), provider.is_live())


def money_month(party: Party, first: dt.date, page: str) -> Month:
    """The month that begins on `first`; `page` of what happened, as an address names it. A fixed number of queries,
    however many payments there are."""
    span = month_span(party, first)
    entries = Paginator(moves_of(party, span), SHOWN).get_page(page)
    owed, expected = owed_by(party, span), expected_by(party, span)
    return Month(
        first=first,
        sums=sums_of(party, span),
        owed=Excerpt(owed_lines(list(owed[:SHOWN]), party, span.at), owed.count()),
        expected=Excerpt(expected_lines(list(expected[:SHOWN]), party, span.at), expected.count()),
        moves=move_lines(list(entries), party),
        page=entries,
    )


def money_table(party: Party, span: Span, language: str) -> Iterator[str]:
    """Everything of a span as CSV, line by line: what happened, the oldest first, then what is open. What it is about
    stands in this language."""
    with override(language):
        yield from streamed(HEADINGS, _rows(party, span))


def _rows(party: Party, span: Span) -> Iterator[tuple]:
    zone = ZoneInfo(party.timezone)
    entries = moves_of(party, span).reverse()
    for some in _some(entries):
        yield from (_moved(line, zone) for line in move_lines(some, party))
    for owed in _some(owed_by(party, span)):
        yield from (_open(line, zone) for line in owed_lines(owed, party, span.at))
    for shares in _some(expected_by(party, span)):
        yield from (_open(line, zone) for line in expected_lines(shares, party, span.at))


def _some(rows: QuerySet) -> Iterator[list]:
    """The rows, some at a time."""
    left = rows.iterator(chunk_size=CHUNK)
    while some := list(islice(left, CHUNK)):
        yield some


def _moved(line: MoveLine, zone: ZoneInfo) -> tuple:
    return _row(line, line.at.astimezone(zone), line.kind)


def _open(line: OpenLine, zone: ZoneInfo) -> tuple:
    kind = "to_pay" if line.role == PAYER else "expected"
    return _row(line, line.payment.due_at.astimezone(zone), kind)


def _row(line: MoveLine | OpenLine, at: dt.datetime, kind: str) -> tuple:
    payment = line.payment
    currency = payment.currency_id
    return (
        f"{at:%Y-%m-%d}",
        f"{at:%H:%M}",
        kind,
        line.role,
        plain(line.title),
        plain(line.others),
        decimal(line.amount_minor, currency),
        decimal(line.fee_minor, currency),
        currency,
        payment.state,
        payment.pk,
    )


def decimal(amount_minor: int, currency: str) -> Decimal:
    """An amount with a point and the currency's own decimals, as programs read it."""
    return Decimal(amount_minor).scaleb(-currency_digits(currency))


def plain(text: str) -> str:
    """Without the marks that keep names from turning what stands beside them: a cell holds nothing else."""
    return text.replace("\u2068", "").replace("\u2069", "")
