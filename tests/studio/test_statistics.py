"""Statistics of sessions: the numbers against an oracle in plain Python, who sees them, the table for spreadsheets, and
the same without scripts."""

import csv
import datetime as dt
import io
import random
import statistics
from collections import Counter, defaultdict
from dataclasses import dataclass
from uuid import uuid4
from zoneinfo import ZoneInfo

import pgtrigger
import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions.parties import ensure_person_party
from payments.actions import Line, Share, owe, post
from payments.models import Attempt, Payment
from payments.states import Account, AttemptState, EntryKind, Means, PaymentState, Purpose
from studio.models import Session, SessionEvent
from studio.pages.spans import ALL, Span, named_span
from studio.pages.spreadsheet import statistics_table
from studio.pages.statistics import client_statistics, professional_statistics
from studio.states import RateKind, ServiceMode, SessionState, Side
from tests.factories import MembershipFactory, PartyFactory, UserFactory
from tests.studio.test_slots import a_stored_service

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
AT = dt.datetime(2027, 5, 20, 12, tzinfo=dt.UTC)
COUNTED = {SessionState.DELIVERED, SessionState.COMPLETED, SessionState.DISPUTED}
BORDERS = [
    dt.datetime(2027, 3, 31, 21, 59, 59, tzinfo=dt.UTC),  # still March in Berlin, which is at UTC+2 by then
    dt.datetime(2027, 3, 31, 22, tzinfo=dt.UTC),
    dt.datetime(2027, 3, 28, 1, tzinfo=dt.UTC),
    dt.datetime(2026, 10, 31, 22, 30, tzinfo=dt.UTC),
    dt.datetime(2026, 10, 31, 23, 0, tzinfo=dt.UTC),  # November in Berlin, at UTC+1 again
    dt.datetime(2026, 12, 31, 23, 0, tzinfo=dt.UTC),
]
"""About the changes of the clocks and the ends of months and years in Berlin."""


@dataclass(frozen=True)
class Fact:
    """What a session of the oracle is: `at` when it begins, or is asked for where it has no `minutes`."""

    client: object
    service: object
    at: dt.datetime
    minutes: int | None
    currency: str
    state: SessionState
    paid: int
    refunded: int
    fee: int
    outside: bool = False
    answered_after: dt.timedelta | None = None

    @property
    def month(self) -> dt.date:
        return self.at.astimezone(BERLIN).date().replace(day=1)

    @property
    def counts(self) -> bool:
        return self.state in COUNTED


@transaction.atomic
def store(fact, professional):
    """The session as it stands in the database, with its payment in the ledger."""
    payment = _payment(fact, professional.party) if fact.paid else None
    is_fixed = fact.minutes is None
    with pgtrigger.ignore("studio.Session:session_starts_open"):
        session = Session.objects.create(
            service=fact.service, professional=professional.party, client=fact.client, state=fact.state,
            mode=ServiceMode.REQUEST if fact.answered_after else ServiceMode.INSTANT, name=fact.service.name,
            rate_kind=RateKind.FIXED if is_fixed else RateKind.HOUR,
            starts_at=None if is_fixed else fact.at, minutes=fact.minutes,
            ends_at=None if is_fixed else fact.at + dt.timedelta(minutes=fact.minutes),
            price_minor=fact.paid or 5_000, currency_id=fact.currency, payment=payment,
            created_at=fact.at if is_fixed else fact.at - dt.timedelta(days=9),
        )  # fmt: skip
    if fact.answered_after:
        for late in (fact.answered_after, fact.answered_after + dt.timedelta(days=1)):
            SessionEvent.objects.create(session=session, at=session.created_at + late, channel="page", event="approved")
    return session


def _payment(fact, payee):
    fee = 0 if fact.outside else fact.fee
    with transaction.atomic():
        payment = owe(
            acting_user=None, payer=fact.client, shares=[Share(payee, fact.paid, fee)], currency=fact.currency,
            purpose=Purpose.SESSION, due_at=AT, livemode=False, expires_at=None,
        )  # fmt: skip
    attempt = Attempt.objects.create(payment=payment, means=Means.CASH if fact.outside else Means.CARD)
    Attempt.objects.filter(pk=attempt.pk).update(state=AttemptState.PAID, ended_at=AT)
    Payment.objects.filter(pk=payment.pk).update(state=PaymentState.PAID)
    if fact.outside:
        came = [Line(Account.OUTSIDE, -fact.paid, fact.client), Line(Account.OUTSIDE, fact.paid, payee)]
        back = [Line(Account.OUTSIDE, -fact.refunded, payee), Line(Account.OUTSIDE, fact.refunded, fact.client)]
    else:
        came = [
            Line(Account.AT_PROVIDER, fact.paid), Line(Account.PAYEE, fee - fact.paid, payee), Line(Account.FEES, -fee)
        ]  # fmt: skip
        back = [Line(Account.AT_PROVIDER, -fact.refunded), Line(Account.PAYEE, fact.refunded, payee)]
    about = str(attempt.pk)
    post(payment=payment, kind=EntryKind.OUTSIDE if fact.outside else EntryKind.CHARGE, about=about, lines=came)
    if fact.refunded:
        post(payment=payment, kind=EntryKind.REFUND, about=str(uuid4()), lines=back)
        is_all = fact.refunded == fact.paid
        state = PaymentState.REFUNDED if is_all else PaymentState.PARTLY_REFUNDED
        Payment.objects.filter(pk=payment.pk).update(state=state)
    return payment


@pytest.fixture
def services(user, professional):
    return [a_stored_service(user, professional, name=name) for name in ("Mixing", "Mastering")]


@pytest.fixture
def facts(professional, services, settings):
    """Some dozens of sessions over 20 months in two currencies, with refunds of all kinds."""
    settings.TEST_MONEY = True
    chance = random.Random(7)
    clients = [PartyFactory(name=f"Client {number}") for number in range(5)]
    found = []
    for number in range(48):
        since = dt.datetime(2025, 11, 3, 9, tzinfo=dt.UTC)
        at = BORDERS[number] if number < len(BORDERS) else since + dt.timedelta(hours=chance.randrange(24 * 600))
        paid = chance.choice([0, 4_000, 12_345])
        refunded = chance.choice([0, 0, 1_000, paid]) if paid else 0
        state = chance.choice([*COUNTED, SessionState.CANCELLED, SessionState.DECLINED]) if paid else "declined"
        found.append(
            Fact(
                client=chance.choice(clients), service=chance.choice(services), at=at,
                minutes=chance.choice([None, 60, 90, 480]), currency=chance.choice(["EUR", "GBP"]),
                state=SessionState(state), paid=paid, refunded=refunded, fee=paid * 15 // 100,
                outside=chance.random() < 0.3,
                answered_after=chance.choice([None, dt.timedelta(minutes=chance.randrange(5, 2_000))]),
            )
        )  # fmt: skip
    for fact in found:
        store(fact, professional)
    return found


def fee_kept(fact):
    return 0 if fact.outside else fact.fee


@pytest.mark.parametrize("name", ["all", "12", "year"])
def test_of_a_professional_the_numbers_are_those_of_the_oracle(facts, professional, name):
    period = named_span(professional.party, name, AT)
    told = professional_statistics(professional.party, period)
    within = [fact for fact in facts if period.since is None or period.since <= fact.month < period.until]
    counted = [fact for fact in within if fact.counts]
    assert told.sessions == len(counted)
    assert told.hours == sum(fact.minutes or 0 for fact in counted) / 60
    sums = defaultdict(lambda: [0, 0, 0])
    for fact in within:
        if fact.paid:
            for place, amount in enumerate((fact.paid, fact.refunded, fee_kept(fact))):
                sums[fact.currency, fact.month][place] += amount
    shown = {
        (column.currency, month): [money.paid_minor, money.refunded_minor, money.fee_minor]
        for column in told.columns
        for month, (_label, money, _value) in zip(months_of(period, within), column.lines, strict=True)
        if money.paid_minor
    }
    assert shown == dict(sums)
    repeat = Counter(fact.client.pk for fact in counted)
    assert (told.clients.count, told.clients.again) == (len(repeat), sum(times > 1 for times in repeat.values()))
    waits = [fact.answered_after for fact in within if fact.answered_after]
    middle = statistics.median(wait.total_seconds() for wait in waits)
    assert told.answers.asked == told.answers.answered == len(waits)
    assert abs(told.answers.median.total_seconds() - middle) < 1
    by_service = Counter(fact.service.name for fact in counted)
    assert {line.label: line.sessions for line in told.tables[0].lines} == dict(by_service)


def months_of(period, facts):
    """The first days of all months of a period, or from the first to the last in which anything was."""
    counted = [fact.month for fact in facts if fact.counts or fact.paid]
    month, until = period.since or min(counted), period.until
    found = []
    while month < until if until else month <= max(counted):
        found.append(month)
        month = (month + dt.timedelta(days=31)).replace(day=1)
    return found


def test_of_a_client_the_numbers_are_those_of_the_oracle(facts, professional):
    client = facts[0].client
    client.timezone = "Europe/Berlin"
    client.save()
    told = client_statistics(client, Span(ALL, None, None))
    own = [fact for fact in facts if fact.client == client]
    spent = Counter()
    for fact in own:
        spent[fact.currency] += fact.paid - fact.refunded
    assert {column.currency: column.total.kept_minor for column in told.columns} == {
        currency: spent[currency] for currency in {fact.currency for fact in own if fact.paid}
    }
    assert told.sessions == sum(fact.counts for fact in own)
    assert [table.lines[0].label for table in told.tables] == ["Low End", "Mixing"]
    assert (told.clients, told.answers) == (None, None)


def test_the_table_for_spreadsheets_has_every_session_once_and_the_same_sums(facts, professional):
    text = "".join(statistics_table(professional.party, Side.PROFESSIONAL, Span(ALL, None, None)))
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len({row["session"] for row in rows}) == len(rows) == len(facts)
    assert [row["date"] for row in rows] == sorted(row["date"] for row in rows)
    for currency in ("EUR", "GBP"):
        own = [row for row in rows if row["currency"] == currency]
        wanted = [fact for fact in facts if fact.currency == currency]
        assert round(sum(float(row["paid"]) for row in own) * 100) == sum(fact.paid for fact in wanted)
        assert round(sum(float(row["refunded"]) for row in own) * 100) == sum(fact.refunded for fact in wanted)
        assert round(sum(float(row["fee"]) for row in own) * 100) == sum(map(fee_kept, wanted))


def a_fact(client, service, **more):
    at = timezone.now() - dt.timedelta(days=1)
    told = {"at": at, "minutes": 120, "currency": "EUR", "state": SessionState.COMPLETED}
    money = {"paid": 12_000, "refunded": 0, "fee": 1_800}
    return Fact(client=client, service=service, **told | money | more)


def test_no_cell_of_the_table_is_run_as_a_formula(signed_in, professional, services, settings):
    settings.TEST_MONEY = True
    store(a_fact(PartyFactory(name="=HYPERLINK(1)"), services[0]), professional)
    response = signed_in.get(reverse("studio:statistics_csv", args=["low-end"]) + "?period=all")
    text = b"".join(response.streaming_content).decode()
    assert "'=HYPERLINK(1)" in text
    assert ",=HYPERLINK" not in text
    assert response.headers["Content-Disposition"] == 'attachment; filename="low-end-sessions-all.csv"'


def test_without_scripts_the_tables_hold_the_numbers(signed_in, professional, services, settings):
    settings.TEST_MONEY = True
    store(a_fact(PartyFactory(name="Fuchsbau"), services[0], refunded=2_000), professional)
    page = signed_in.get(reverse("studio:statistics", args=["low-end"])).content.decode()
    for text in ("€120", "€20", "€100", "€18", "Fuchsbau", "Mixing", 'data-value="100.00"', 'data-value="2"'):
        assert text in page, text


def test_money_of_another_kind_does_not_count(signed_in, professional, services, settings):
    store(a_fact(PartyFactory(), services[0]), professional)
    settings.TEST_MONEY, settings.STRIPE_SECRET_KEY = False, ""
    told = professional_statistics(professional.party, named_span(professional.party, "all"))
    assert (told.sessions, told.columns) == (1, [])


@pytest.mark.parametrize("name", ["statistics", "statistics_csv", "spending", "spending_csv"])
def test_only_leaders_see_statistics(client, professional, name):
    page = reverse(f"studio:{name}", args=["low-end"])
    assert client.get(page).status_code == 302
    client.force_login(UserFactory())
    assert client.get(page).status_code in (403, 404)
    member = UserFactory()
    MembershipFactory(user=member, party=professional.party, role="member")
    client.force_login(member)
    assert client.get(page).status_code == 403


def test_my_sessions_lead_to_the_statistics_of_both_roles(client, professional, services, user, settings):
    settings.TEST_MONEY = True
    fan = UserFactory()
    store(a_fact(ensure_person_party(fan), services[0]), professional)
    client.force_login(fan)
    page = client.get(reverse("studio:sessions")).content.decode()
    spending = reverse("studio:spending", args=[ensure_person_party(fan).slug])
    assert spending in page
    assert "€120" in client.get(spending).content.decode()
    client.force_login(user)
    page = client.get(reverse("studio:sessions") + "?role=professional").content.decode()
    assert reverse("studio:statistics", args=["low-end"]) in page


def test_hours_are_compared_with_those_in_which_bookings_are_taken(opened, professional, start, settings):
    settings.TEST_MONEY = True
    store(a_fact(PartyFactory(), opened, at=start), professional)
    told = professional_statistics(professional.party, named_span(professional.party, "all"))
    [month] = told.months
    assert (month.hours, month.open_hours, month.used) == (2, 8, "25%")


def test_the_page_shows_open_hours_and_leaves_out_months_without_anything(
    client, opened, professional, start, settings, user
):
    """The chart reads the other months too, so they stay in the page."""
    settings.TEST_MONEY = True
    store(a_fact(PartyFactory(), opened, at=start), professional)
    store(a_fact(PartyFactory(), opened, at=start - dt.timedelta(days=200)), professional)
    client.force_login(user)
    html = client.get(reverse("studio:statistics", args=["low-end"]), {"period": "all"}).content.decode()
    assert "Open hours" in html
    assert "25%" in html
    for table in ("money-EUR", "hours"):
        rows = html.partition(f'<table class="table" id="{table}">')[2].partition("</tbody>")[0].split("<tr")[2:]
        shown = [row for row in rows if not row.startswith(" hidden")]
        assert len(rows) > len(shown) == 2, table


@pytest.mark.parametrize("count", [1, 12])
def test_as_many_queries_for_1_session_as_for_12(professional, services, settings, count, django_assert_num_queries):
    settings.TEST_MONEY = True
    for number in range(count):
        store(a_fact(PartyFactory(), services[number % 2]), professional)
    period = named_span(professional.party, "all")
    with django_assert_num_queries(9):
        professional_statistics(professional.party, period)
    client = Session.objects.all()[0].client
    with django_assert_num_queries(6):
        client_statistics(client, period)
