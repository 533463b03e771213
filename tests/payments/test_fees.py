"""What the platform keeps and what cards cost: from the settings, exact, and shared without a rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.rules import card_costs_in_words, estimated_costs, fee_of, fees_of
from payments.rules.connection import is_live
from payments.states import Trade


@pytest.mark.parametrize(
    ("trade", "amount", "currency", "fee"),
    [
        (Trade.GIG, 10_000, "EUR", 0),
        (Trade.SESSION, 10_000, "EUR", 1_500),
        (Trade.SESSION, 333, "EUR", 50),
        (Trade.SESSION, 3, "JPY", 0),
        (Trade.SESSION, 0, "EUR", 0),
    ],
)
def test_fees_by_default(trade, amount, currency, fee):
    assert fee_of(trade, amount, currency) == fee


def test_a_minimum_by_currency(settings):
    settings.SESSION_FEE_MINIMUM = {"EUR": "2.50", "JPY": "300"}
    assert fee_of(Trade.SESSION, 1_000, "EUR") == 250
    assert fee_of(Trade.SESSION, 10_000, "EUR") == 1_500
    assert fee_of(Trade.SESSION, 200, "EUR") == 200
    assert fee_of(Trade.SESSION, 1_000, "JPY") == 300
    assert fee_of(Trade.SESSION, 1_000, "USD") == 150


@given(amounts=st.lists(st.integers(0, 10**9), min_size=1, max_size=8))
def test_fees_of_several_payees_sum_to_that_of_the_total(amounts):
    fees = fees_of(Trade.SESSION, amounts, "EUR")
    assert sum(fees) == fee_of(Trade.SESSION, sum(amounts), "EUR")
    assert all(0 <= fee <= amount for fee, amount in zip(fees, amounts, strict=True))


def test_costs_as_they_are_told_beforehand(settings):
    assert estimated_costs(10_000, "EUR") == 175
    assert estimated_costs(10, "EUR") == 10
    assert estimated_costs(10_000, "SEK") == 150
    assert card_costs_in_words("EUR") == "1.5% + €0.25"
    assert card_costs_in_words("SEK") == "1.5%"


def test_what_is_real_money(settings):
    settings.TEST_MONEY, settings.STRIPE_SECRET_KEY = False, "sk_live_x"
    assert is_live()
    settings.STRIPE_SECRET_KEY = "sk_test_x"
    assert not is_live()
    settings.TEST_MONEY, settings.STRIPE_SECRET_KEY = True, "sk_live_x"
    assert not is_live()
