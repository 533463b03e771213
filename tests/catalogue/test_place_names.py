"""Towns in the reader's language: our own short list, of which nothing may be invented."""

import csv
import gzip

import pytest
from babel import Locale
from django.apps import apps
from django.db import connection
from django.utils import translation

from catalogue.data.loading import load_catalogue
from catalogue.models import City, CityName, Region
from catalogue.names.places import DATA
from catalogue.queries import cities_called, search_cities

pytestmark = pytest.mark.heavy

ROME, MUNICH, SALZBURG = 3169070, 2867714, 2766824


def lines_of(name):
    written = (DATA / name).read_bytes()
    text = (gzip.decompress(written) if name.endswith(".gz") else written).decode()
    return list(csv.DictReader(text.splitlines(), dialect="excel-tab"))


def folded(names):
    with connection.cursor() as cursor:
        cursor.execute("SELECT catalogue_fold(name) FROM unnest(%s::text[]) AS each(name)", [list(names)])
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.django_db
def test_every_german_name_is_one_that_the_gazetteer_gives_this_very_town():
    towns = {line["geonames_id"]: line for line in lines_of("cities.tsv.gz")}
    chosen = lines_of("city_names_de.tsv")
    assert len(chosen) > 190
    for line in chosen:
        town = towns[line["geonames_id"]]
        assert line["name"] == town["name"] != line["german"]
        assert folded([line["german"]]) <= folded([town["name"], *town["other_names"].split("|")]), line


def test_every_region_named_in_german_is_one_of_the_gazetteer():
    there = {(line["country"], line["code"], line["name"]) for line in lines_of("regions.tsv.gz")}
    chosen = lines_of("region_names_de.tsv")
    assert len(chosen) > 60
    assert {(line["country"], line["code"], line["name"]) for line in chosen} <= there
    assert all(line["name"] != line["german"] for line in chosen)


def test_no_german_name_contradicts_the_towns_that_cldr_names():
    english, german = Locale("en").time_zones, Locale("de").time_zones
    zones = {line["geonames_id"]: line["timezone"] for line in lines_of("cities.tsv.gz")}
    named = {line["geonames_id"]: line for line in lines_of("city_names_de.tsv")}
    compared = 0
    for geonames_id, line in named.items():
        zone = zones[geonames_id]
        in_english = english.get(zone, {}).get("city", zone.rpartition("/")[2].replace("_", " "))
        if in_english == line["name"] and "city" in german.get(zone, {}):
            assert german[zone]["city"] == line["german"]
            compared += 1
    assert compared > 40


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "name", "label", "full"),
    [
        ("en", "Munich", "Munich, Germany", "Munich, Bavaria, Germany"),
        ("de", "München", "München, Deutschland", "München, Bayern, Deutschland"),
    ],
)
def test_town_is_called_as_its_reader_calls_it(language, name, label, full):
    munich = City.objects.select_related("country", "region").get(geonames_id=MUNICH)
    with translation.override(language):
        assert (munich.said_name, munich.label, munich.full_label) == (name, label, full)
    assert munich.name == "Munich"


@pytest.mark.django_db
def test_town_that_staff_have_renamed_is_called_as_they_say():
    munich = City.objects.get(geonames_id=MUNICH)
    munich.name = "Minga"
    with translation.override("de"):
        assert munich.said_name == "Minga"


@pytest.mark.django_db
def test_naming_a_town_takes_no_query(django_assert_num_queries):
    cities = list(City.objects.select_related("country", "region").filter(geonames_id__in=[ROME, MUNICH, SALZBURG]))
    with translation.override("de"), django_assert_num_queries(0):
        assert {city.full_label for city in cities} == {
            "Rom, Latium, Italien", "München, Bayern, Deutschland", "Salzburg, Österreich",
        }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("text", ["München", "Munich"])
def test_town_is_found_by_either_name_in_either_language(language, text):
    with translation.override(language):
        assert search_cities(text)[0].geonames_id == MUNICH
        assert cities_called(text)[0].geonames_id == MUNICH


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["München, Bayern", "München, Bay", "munchen, bayern, deu"])
def test_town_is_found_with_its_region_in_german(text):
    with translation.override("de"):
        assert [city.geonames_id for city in search_cities(text)] == [MUNICH]


@pytest.mark.django_db
def test_every_town_is_found_again_by_the_name_that_is_shown():
    ids = [int(line["geonames_id"]) for line in lines_of("city_names_de.tsv")]
    cities = City.objects.select_related("country", "region").filter(geonames_id__in=ids)
    with translation.override("de"):
        assert [city.full_label for city in cities if city not in cities_called(city.full_label)] == []


@pytest.mark.django_db
def test_loading_again_brings_back_the_names_that_a_site_lacks():
    CityName.objects.filter(name="Rom").delete()
    load_catalogue(apps, connection)
    assert list(CityName.objects.filter(name="Rom").values_list("city__geonames_id", flat=True)) == [ROME]


@pytest.mark.django_db
def test_regions_are_offered_to_staff_in_their_language():
    bavaria = Region.objects.get(country="DE", code="02")
    with translation.override("de"):
        assert str(bavaria) == "Bayern"
