"""Amounts as the provider counts them."""

import pytest

from catalogue.models import Currency
from payments.data.units import NotPayable, at_provider, from_provider, smallest_step


@pytest.mark.parametrize(
    ("amount", "currency", "counted"),
    [(1_999, "EUR", 1_999), (500, "JPY", 500), (500, "ISK", 50_000), (500, "UGX", 50_000), (12_340, "KWD", 12_340)],
)
def test_what_the_provider_counts(amount, currency, counted):
    assert at_provider(amount, currency) == counted
    assert from_provider(counted, currency) == amount


def test_what_it_cannot_take():
    for amount, currency in ((12_345, "KWD"), (1, "MGA")):
        with pytest.raises(NotPayable):
            at_provider(amount, currency)
    with pytest.raises(NotPayable):
        from_provider(50_050, "ISK")


@pytest.mark.django_db
def test_every_currency_of_the_catalogue_goes_there_and_back():
    for code in Currency.objects.values_list("code", flat=True):
        assert from_provider(at_provider(100_000, code), code) == 100_000


@pytest.mark.django_db
def test_the_smallest_step_is_the_smallest_amount_that_it_takes():
    for code in Currency.objects.values_list("code", flat=True):
        step = smallest_step(code)
        assert at_provider(step, code) > 0
        for less in range(1, step):
            with pytest.raises(NotPayable):
                at_provider(less, code)
