"""Deposits: how much, due when, in words, and what is no deposit."""

import datetime as dt
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from engagements.deals import NO_TERMS, Deal, PaymentTerms, deal_points, pay_words, terms_in
from engagements.forms.deals import DealForm
from engagements.forms.deposits import DepositFields
from engagements.states import DealKind, DueFrom

BOOKED = dt.datetime(2027, 1, 1, 12, tzinfo=dt.UTC)
SET = dt.datetime(2027, 3, 6, 20, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
QUARTER = PaymentTerms(deposit_bp=2500, is_condition=True)


def a_deal(terms: PaymentTerms, kind=DealKind.GUARANTEE, guarantee: int = 600_00) -> dict:
    share = 0 if kind == DealKind.GUARANTEE else 7000
    return Deal(kind, guarantee_minor=guarantee, percent_bp=share, payment=terms).to_json()


def test_deal_keeps_its_terms_and_one_without_looks_as_before():
    assert Deal.of(a_deal(QUARTER)).payment == QUARTER
    assert "payment" not in Deal.flat(600_00).to_json()
    assert terms_in(a_deal(QUARTER)) == QUARTER
    assert terms_in(Deal.flat(600_00).to_json()) == terms_in(None) == NO_TERMS


@given(st.integers(0, 10**12), st.integers(1, 10_000))
def test_share_is_rounded_once_a_half_upwards(guarantee, share):
    exact = Fraction(guarantee * share, 10_000)
    assert PaymentTerms(deposit_bp=share).deposit_of(guarantee) == (exact + Fraction(1, 2)).__floor__()
    assert PaymentTerms(deposit_bp=share).deposit_of(guarantee) <= guarantee


@pytest.mark.parametrize(
    ("terms", "due_at"),
    [
        (PaymentTerms(deposit_minor=1), BOOKED + 14 * DAY),
        (PaymentTerms(deposit_minor=1, due_days=0), BOOKED),
        (PaymentTerms(deposit_minor=1, due_days=90), SET),
        (PaymentTerms(deposit_minor=1, due_days=7, due_from=DueFrom.NIGHT), SET - 7 * DAY),
        (PaymentTerms(deposit_minor=1, due_days=700, due_from=DueFrom.NIGHT), BOOKED),
    ],
)
def test_due_neither_before_the_booking_nor_after_the_set(terms, due_at):
    assert terms.due_at(BOOKED, SET) == due_at


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"deposit_minor": 1, "deposit_bp": 1}, "deposit"),
        ({"deposit_minor": 0}, "deposit"),
        ({"deposit_minor": -1}, "deposit"),
        ({"deposit_minor": True}, "deposit"),
        ({"deposit_minor": 600_01}, "deposit"),
        ({"deposit_bp": 10_001}, "deposit"),
        ({"deposit_minor": 1, "more": 1}, "deposit"),
        ({"deposit_minor": 1, "due_days": 731}, "due"),
        ({"deposit_minor": 1, "due_from": "moon"}, "due"),
        ({"is_condition": True}, "condition"),
        ({"deposit_minor": 1, "is_condition": "yes"}, "condition"),
        ({"balance_days": "14"}, "balance"),
        ([], "deposit"),
    ],
)
def test_what_is_no_deposit_is_refused_at_its_field(terms, field):
    with pytest.raises(ValidationError) as refused:
        Deal.of(Deal.flat(600_00).to_json() | {"payment": terms})
    assert list(refused.value.message_dict) == [field]


def test_share_of_the_door_alone_has_a_deposit_as_an_amount_only():
    assert Deal.of(a_deal(PaymentTerms(deposit_minor=100_00), DealKind.DOOR_SPLIT, 0)).deposit_minor == 100_00
    with pytest.raises(ValidationError, match="as an amount"):
        Deal.of(a_deal(QUARTER, DealKind.DOOR_SPLIT, 0))


class Paid:
    fee_minor, fee_currency_id = 600_00, "EUR"

    def __init__(self, deal):
        self.deal = deal


def test_terms_in_words():
    deal = Deal.of(a_deal(QUARTER))
    assert deal_points(deal, "EUR") == [
        "€600 guaranteed",
        "deposit (25% of the guarantee, €150) due 14 days after the booking",
        "if the deposit isn’t paid by then, the act can release the night",
        "the rest is due 14 days after both have signed the settlement",
    ]
    assert pay_words(Paid(deal.to_json())).startswith("€600; deposit (25%")
    assert pay_words(Paid(None)) == "€600"


TYPED = {"fee": "600", "fee_currency": "EUR", "deposit": "25", "deposit_how": "share", "due_days": "7"}


@pytest.mark.django_db
@pytest.mark.parametrize("form", [DealForm, DepositFields])
@pytest.mark.parametrize("language", ["en", "de"])
def test_form_reads_what_it_shows(form, language):
    terms = PaymentTerms(deposit_bp=1250, due_days=3, due_from=DueFrom.NIGHT, is_condition=True, balance_days=1)
    deal = Deal.of(a_deal(terms))
    with override(language):
        shown = DealForm.initial_of(deal, "EUR")
        read = form({name: value for name, value in shown.items() if value not in (None, False)})
        assert read.is_valid(), read.errors
    assert read.deal == deal
    assert read.has_deposit


@pytest.mark.django_db
@pytest.mark.parametrize("form", [DealForm, DepositFields])
def test_form_without_a_deposit_is_a_plain_fee(form):
    read = form({"fee": "600", "fee_currency": "EUR", "due_days": "14", "due_from": "booking", "balance_days": "14"})
    assert read.is_valid()
    assert read.deal == Deal.flat(600_00)
    assert not read.has_deposit


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"deposit": "601", "deposit_how": "amount"}, "deposit"),
        ({"deposit": "101"}, "deposit"),
        ({"deposit": "some"}, "deposit"),
        ({"deposit": "0"}, "deposit"),
        ({"fee": ""}, "fee"),
        ({"due_days": "-1"}, "due_days"),
        ({"due_days": "9999"}, "due_days"),
        ({"due_from": "moon"}, "due_from"),
        ({"deposit": "", "deposit_is_condition": "on"}, "deposit"),
        ({"balance_days": "9999"}, "balance_days"),
    ],
)
def test_form_says_what_is_wrong_at_the_field(data, field):
    read = DepositFields(TYPED | data)
    assert not read.is_valid()
    assert list(read.errors) == [field]
    assert read.has_deposit or field == "fee"
