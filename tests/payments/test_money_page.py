"""The money page of a party: sums and lines by month, for its leaders alone, and the same for spreadsheets."""

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.urls import reverse
from django.utils.timezone import now

from accounts.states import Role
from payments.actions import Line, Share, owe, post
from payments.models import LedgerEntry, Payment
from payments.pages.months import HEADINGS
from payments.states import Account, EntryKind, PaymentState, Purpose
from tests.factories import MembershipFactory, PartyFactory, UserFactory
from tests.payments.scenes import DAY, owed, paid

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def with_test_money(settings):
    settings.TEST_MONEY = True


@pytest.fixture
def band(db):
    return PartyFactory(name="The Amps", timezone="Europe/Berlin")


@pytest.fixture
def leader(band, client):
    user = UserFactory()
    MembershipFactory(user=user, party=band, role=Role.MANAGER)
    client.force_login(user)
    return user


def page_of(client, party, **query):
    response = client.get(reverse("payments:money", args=[party.slug]), query)
    assert response.status_code == 200
    return response


def sums(response):
    return {each.currency: dict(each.lines) for each in response.context["month"].sums}


def table_of(client, party, **query):
    response = client.get(reverse("payments:money_csv", args=[party.slug]), query)
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def sent_on(payment, amount):
    party = payment.shares.get().payee
    lines = [Line(Account.PAYEE, amount, party), Line(Account.AT_PROVIDER, -amount)]
    post(payment=payment, kind=EntryKind.TRANSFER, about=f"t-{payment.pk}", lines=lines)


def test_a_payee_sees_what_came_less_the_fee_and_what_was_sent_on(client, band, leader):
    payment = owed(Share(band, 10_000, 1_500))
    paid(payment)
    sent_on(payment, 5_000)
    response = page_of(client, band)
    assert sums(response) == {
        "EUR": {"Received": 10_000, "Fees": 1_500, "Sent to your payout account": 5_000, "Held for you now": 3_500}
    }
    assert [(line.word, line.amount_minor, line.fee_minor) for line in response.context["month"].moves] == [
        ("Sent to your payout account", 5_000, 0),
        ("Received by card", 10_000, 1_500),
    ]
    assert payment.payer.name in response.text


def test_a_payer_sees_what_is_overdue_due_and_later(client, band, leader):
    for days, amount in ((-40, 100), (-1, 200), (70, 4_000)):
        due(band, Share(PartyFactory(), amount), days=days)
    response = page_of(client, band)
    assert sums(response) == {"EUR": {"Overdue, to pay": 300, "Upcoming, to pay later": 4_000}}
    assert [line.is_overdue for line in response.context["month"].owed] == [True, True]
    later = now() + 70 * DAY
    assert [line.size_minor for line in page_of(client, band, month=f"{later:%Y-%m}").context["month"].owed] == [4_000]


def due(payer, *shares, days=1):
    return owe(
        acting_user=None,
        payer=payer,
        shares=shares,
        currency="EUR",
        purpose=Purpose.DEPOSIT,
        due_at=now() + days * DAY,
        livemode=False,
    )


def test_a_payer_sees_what_was_paid_and_refunded(client, band, leader):
    payment = due(band, Share(PartyFactory(), 10_000, 1_500))
    paid(payment)
    lines = [Line(Account.FEES, 1_500), Line(Account.AT_PROVIDER, -1_500)]
    post(payment=payment, kind=EntryKind.REFUND, about="r", lines=lines)
    response = page_of(client, band)
    assert sums(response) == {"EUR": {"Paid": 10_000, "Refunded to you": 1_500}}
    assert [line.amount_minor for line in response.context["month"].moves] == [1_500, -10_000]


def test_what_was_paid_outside_is_each_sides_own(client, band, leader):
    payment = owed(Share(band, 700))
    lines = [Line(Account.OUTSIDE, -700, payment.payer), Line(Account.OUTSIDE, 700, band)]
    post(payment=payment, kind=EntryKind.OUTSIDE, about="cash", lines=lines)
    response = page_of(client, band)
    assert sums(response) == {"EUR": {"Expected": 700, "Received": 700}}
    client.force_login(MembershipFactory(party=payment.payer, role=Role.OWNER).user)
    assert sums(page_of(client, payment.payer)) == {"EUR": {"To pay": 700, "Paid": 700}}


@pytest.mark.parametrize(
    ("is_payer", "came", "back"), [(True, "Paid", "Refunded to you"), (False, "Received", "Given back")]
)
def test_what_was_given_back_outside_is_each_sides_own(client, band, leader, is_payer, came, back):
    other = PartyFactory()
    payer, payee = (band, other) if is_payer else (other, band)
    payment = due(payer, Share(payee, 5_000))
    lines = [Line(Account.OUTSIDE, -5_000, payer), Line(Account.OUTSIDE, 5_000, payee)]
    post(payment=payment, kind=EntryKind.OUTSIDE, about="cash", lines=lines)
    lines = [Line(Account.OUTSIDE, -1_000, payee), Line(Account.OUTSIDE, 1_000, payer)]
    post(payment=payment, kind=EntryKind.REFUND, about="back", lines=lines)
    Payment.objects.update(state=PaymentState.CANCELLED)

    response = page_of(client, band)

    assert sums(response) == {"EUR": {came: 5_000, back: 1_000}}
    sign = -1 if is_payer else 1
    moves = [(line.word, line.amount_minor) for line in response.context["month"].moves]
    assert moves == [(back, -sign * 1_000), (f"{came} outside the site", sign * 5_000)]


def test_of_two_payees_each_sees_its_own_alone(client, band, leader):
    payment = owed(Share(band, 6_000, 1_000), Share(PartyFactory(), 4_321))
    paid(payment)
    response = page_of(client, band)
    assert sums(response) == {"EUR": {"Received": 6_000, "Fees": 1_000, "Held for you now": 5_000}}
    assert "43.21" not in response.text
    assert "103.21" not in response.text


def test_real_money_is_not_shown_among_test_money(client, band, leader, settings):
    paid(owed(Share(band, 10_000)))
    settings.TEST_MONEY = False
    assert sums(page_of(client, band)) == {}


def test_a_month_is_one_by_the_clock_of_the_party(client, band, leader):
    paid(owed(Share(band, 100)))
    last_night = dt.datetime(2026, 10, 31, 23, 30, tzinfo=dt.UTC)  # 1 November in Berlin
    move_entries(last_night)
    assert "Received" not in sums(page_of(client, band, month="2026-10")).get("EUR", {})
    assert sums(page_of(client, band, month="2026-11"))["EUR"]["Received"] == 100


def move_entries(at):
    """As if it had been then: entries cannot be changed otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE payments_ledgerentry DISABLE TRIGGER USER")
        LedgerEntry.objects.update(at=at)
        cursor.execute("ALTER TABLE payments_ledgerentry ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.mark.parametrize("count", [1, 52])
def test_the_page_reads_as_much_whatever_there_is(client, band, leader, count, django_assert_num_queries):
    for _each in range(count):
        payment = owed(Share(band, 10_000, 1_500))
        paid(payment)
        owed(Share(band, 5))
        due(band, Share(PartyFactory(), 100))
    page_of(client, band)
    with django_assert_num_queries(QUERIES):
        response = page_of(client, band)
    assert len(response.context["month"].moves) == min(count, 50)


QUERIES = 26


@pytest.mark.parametrize(("role", "status"), [(Role.MEMBER, 403), (Role.MANAGER, 200), (None, 403)])
def test_only_leaders_see_it(client, band, role, status):
    user = UserFactory()
    if role:
        MembershipFactory(user=user, party=band, role=role)
    client.force_login(user)
    for name in ("payments:money", "payments:money_csv"):
        assert client.get(reverse(name, args=[band.slug])).status_code == status


def test_the_table_names_everything_in_columns_that_stay(client, band, leader):
    payment = owed(Share(band, 10_000, 1_500))
    paid(payment)
    waiting = owed(Share(band, 250))
    rows = table_of(client, band)
    assert tuple(rows[0]) == HEADINGS
    assert [(row["type"], row["role"], row["amount"], row["fee"], row["currency"]) for row in rows] == [
        ("charge", "payee", "100.00", "15.00", "EUR"),
        ("expected", "payee", "2.50", "0.00", "EUR"),
    ]
    assert [row["payment"] for row in rows] == [str(payment.pk), str(waiting.pk)]
    assert rows[0]["state"] == PaymentState.PAID


def test_no_name_runs_in_a_spreadsheet_and_amounts_stay_numbers(client, band, leader):
    paid(due(band, Share(PartyFactory(name='=HYPERLINK("http://evil")'), 100)))
    [row] = table_of(client, band)
    assert row["with"] == """'=HYPERLINK("http://evil")"""
    assert row["amount"] == "-1.00"


def test_a_year_holds_all_its_months(client, band, leader):
    paid(owed(Share(band, 100)))
    move_entries(dt.datetime(2025, 3, 1, tzinfo=dt.UTC))
    assert len(table_of(client, band, year="2025")) == 1
    assert table_of(client, band, year="2024") == []
    assert table_of(client, band, month="2025-02") == []


@pytest.mark.parametrize("query", [{"month": "x"}, {"month": "9999-99"}, {"page": "-1"}, {"page": "x"}])
def test_nonsense_in_the_address_shows_the_present_month(client, band, leader, query):
    assert page_of(client, band, **query).context["month"].first == page_of(client, band).context["month"].first
    assert table_of(client, band, year="-1", **query) == []


@pytest.mark.parametrize("year", ["020279999", "20271", "00000000000002027", "1999", "2100"])
def test_a_year_out_of_range_shows_the_present_month(client, band, leader, year):
    assert table_of(client, band, year=year) == []
