from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from catalogue.models import Currency
from web import money


@pytest.mark.parametrize(
    ("minor", "currency", "locale", "said"),
    [
        (35000, "EUR", "en", "€350"),
        (35050, "EUR", "en", "€350.50"),
        (125050, "EUR", "de", "1.250,50\xa0€"),
        (35000, "EUR", "de", "350\xa0€"),
        (8000, "JPY", "en", "¥8,000"),
        (1500, "KWD", "en", "KWD\xa01.500"),
        (35000, "CHF", "en", "CHF\xa0350"),
        (0, "GBP", "en", "£0"),
    ],
)
def test_amount_is_said_with_the_decimals_of_its_currency(minor, currency, locale, said):
    assert money.format_amount(minor, currency, locale=locale) == said


@pytest.mark.parametrize(
    ("lowest", "highest", "said"),
    [
        (35000, 60000, "€350 – €600"),
        (35000, None, "from €350"),
        (None, 60000, "up to €600"),
        (35000, 35000, "€350"),
        (None, None, ""),
    ],
)
def test_range_says_the_ends_it_knows(lowest, highest, said):
    assert money.format_range(lowest, highest, "EUR", locale="en") == said


@pytest.mark.parametrize(
    ("text", "currency", "locale", "minor"),
    [
        ("350", "EUR", "en", 35000),
        (" 1,250.50 ", "EUR", "en", 125050),
        ("1.250,50", "EUR", "de", 125050),
        ("0.1", "EUR", "en", 10),
        ("8000", "JPY", "en", 8000),
        ("1.234", "KWD", "en", 1234),
    ],
)
def test_typed_amount_becomes_exact_minor_units(text, currency, locale, minor):
    assert money.parse_amount(text, currency, locale=locale) == minor


@pytest.mark.parametrize(
    "text", ["", "abc", "1e3", "NaN", "-1", "1.234,5", "12,5", "1.005", "9" * 41, "1 000 000 000 000 000"]
)
def test_what_is_not_plainly_an_amount_is_refused(text):
    with pytest.raises(money.AmountInvalid):
        money.parse_amount(text, "EUR", locale="en")


def test_english_decimals_are_not_taken_for_german_thousands():
    with pytest.raises(money.AmountInvalid, match=r"1\.250,50"):
        money.parse_amount("350.50", "EUR", locale="de")


def test_decimals_of_a_currency_that_has_none_are_refused():
    with pytest.raises(money.AmountInvalid, match="JPY has no decimals"):
        money.parse_amount("80.5", "JPY", locale="en")


def test_unknown_currency_is_refused():
    with pytest.raises(money.AmountInvalid, match="XQZ"):
        money.format_amount(1, "XQZ")


@given(
    minor=st.integers(0, money.AMOUNT_MINOR_MAX),
    currency=st.sampled_from(["EUR", "JPY", "KWD"]),
    locale=st.sampled_from(["en", "de"]),
)
def test_every_amount_survives_being_written_and_read(minor, currency, locale):
    written = format_decimal(Decimal(minor).scaleb(-money.currency_digits(currency)), format="#,##0.###", locale=locale)
    assert money.parse_amount(written, currency, locale=locale) == minor


def test_what_is_remembered_is_said_in_the_language_that_is_active():
    told = []
    for language in ("en", "de", "en"):
        with translation.override(language):
            told.append((money.format_amount(35050, "EUR"), money.typed_amount(35050, "EUR")))
    assert told == [("€350.50", "350.50"), ("350,50\xa0€", "350,50"), ("€350.50", "350.50")]


@pytest.mark.django_db
def test_every_currency_of_the_catalogue_has_its_decimals():
    for currency in Currency.objects.all():
        assert money.currency_digits(currency.code) == currency.minor_digits
        assert money.format_amount(10**6, currency.code, locale="de")
