from zoneinfo import available_timezones

import moneyed
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from catalogue.data.loading import load_catalogue
from catalogue.models import City, CityName, Country, Currency, Genre, Region

pytestmark = pytest.mark.django_db


def counts():
    return [model.objects.count() for model in (Country, Region, City, CityName, Genre, Currency)]


def test_migrations_fill_the_catalogue():
    assert counts() == [252, 2771, 34006, 66045, 794, 154]


@pytest.mark.slow
def test_loading_again_changes_nothing_that_staff_changed():
    Genre.objects.filter(pk="jazz").update(name="All that jazz")
    load_catalogue(apps, connection)
    assert Genre.objects.get(pk="jazz").name == "All that jazz"


@pytest.mark.slow
def test_command_brings_back_what_is_missing(capsys):
    Currency.objects.filter(pk="EUR").delete()
    call_command("load_catalogue")
    assert Currency.objects.get(pk="EUR").minor_digits == 2
    assert "34,006 cities" in capsys.readouterr().out


def test_every_time_zone_is_one_of_ours():
    assert set(City.objects.values_list("timezone", flat=True)) <= available_timezones()


def test_minor_digits_are_those_of_iso_4217():
    ours = dict(Currency.objects.values_list("code", "minor_digits"))
    theirs = {code: len(str(moneyed.CURRENCIES[code].sub_unit)) - 1 for code in ours if code in moneyed.CURRENCIES}
    assert {code: digits for code, digits in theirs.items() if ours[code] != digits} == {}
    assert set(ours) - set(theirs) <= {"XCG", "ZWG"}


@pytest.mark.parametrize(
    ("slug", "path"),
    [
        ("funk-metal", "/rock/heavy-metal/funk-metal/"),
        ("neue-deutsche-harte", "/rock/heavy-metal/industrial-metal/neue-deutsche-harte/"),
        ("world-fusion", "/world-music/world-fusion/"),
    ],
)
def test_a_genre_named_twice_is_kept_at_the_last_place_with_all_children(slug, path):
    assert Genre.objects.get(pk=slug).path == path


def test_names_are_folded_in_the_database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT catalogue_fold(%s)", ["Saint-Étienne Łódź Großes N’Djamena"])
        assert cursor.fetchone() == ("saint etienne lodz grosses ndjamena",)
