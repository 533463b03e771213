"""What a euro is in other currencies: built in, set by staff, read from a file."""

import datetime as dt
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection

from catalogue.actions import set_rates
from catalogue.data.loading import load_rates
from catalogue.models import Currency, ExchangeRate

pytestmark = pytest.mark.django_db
DAY = dt.date(2027, 1, 1)


def rate_of(code):
    return ExchangeRate.objects.get(pk=code).per_euro


def test_every_currency_has_a_built_in_rate():
    assert not Currency.objects.filter(rate=None).exists()
    assert rate_of("EUR") == 1
    assert ExchangeRate.objects.filter(is_built_in=False).count() == 0


def test_own_rates_outlive_an_update():
    assert set_rates(lines=["# of the central bank", "", "usd;1.25", "JPY\t160"], as_of=DAY) == 2
    load_rates(apps, connection)
    assert (rate_of("USD"), rate_of("JPY")) == (Decimal("1.25"), 160)
    assert not ExchangeRate.objects.get(pk="USD").is_built_in


@pytest.mark.parametrize(
    "line", ["USD", "USD 0", "USD -1", "USD much", "USD NaN", "USD 1e20", "USD 1 2", "XXZ 1", ",", "USD 0.0000001"]
)
def test_a_bad_line_is_named_and_nothing_is_set(line):
    with pytest.raises(ValidationError, match="Line 2"):
        set_rates(lines=["JPY 160", line], as_of=DAY)
    assert rate_of("JPY") != 160


def test_command_reads_a_file(tmp_path):
    file = tmp_path / "rates.txt"
    file.write_text("USD 1.25\n")
    call_command("set_rates", str(file), "--as-of", "2027-01-01")
    assert ExchangeRate.objects.get(pk="USD").as_of == DAY
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("set_rates", str(tmp_path / "missing"))
