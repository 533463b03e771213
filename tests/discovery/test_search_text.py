"""What people type into the search: names, words, other names of towns, and mistyped words."""

import pytest

from accounts.models import Party
from catalogue.models import City
from discovery.actions import learn_words
from discovery.models import Word
from discovery.queries.search import Wish, search_parties
from discovery.queries.search.parties.facets import facets
from tests.factories import BandFactory

TOWNS = {"Hamburg": "DE", "Bremen": "DE", "Berlin": "DE", "Lyon": "FR"}


def city(name, country=None):
    return City.objects.filter(name=name, country=country or TOWNS[name]).order_by("-population").first()


def names(*args, **asked):
    return [hit.party.name for hit in search_parties(None, *args, **asked).items]


pytestmark = pytest.mark.django_db


def test_text_is_looked_for_in_names_first_then_elsewhere():
    BandFactory(party__name="Zebra", party__bio="Named after the low tide of Emden.")
    BandFactory(party__name="Low Tide Choir")
    BandFactory(party__name="Low Tide")
    BandFactory(party__name="Sound", party__city=city("Hamburg"), party__tagline="low tides")
    found = names(q="low tide")
    assert found[:2] == ["Low Tide", "Low Tide Choir"]
    assert set(found[2:]) == {"Zebra", "Sound"}
    assert names(q="tide hamburg") == ["Sound"]


def test_genres_and_other_names_of_towns_are_words_too():
    BandFactory(party__name="Isar", party__city=city("Munich", "DE")).party.genres.set(["doom-metal"])
    assert names(q="münchen doom") == ["Isar"]


@pytest.mark.parametrize("name", ["!!!", "💥", "C++"])
def test_names_of_signs_are_found_by_their_signs(name):
    BandFactory(party__name=name)
    BandFactory(party__name="Words")
    assert names(q=name) == [name]


def test_mistyped_is_only_what_nobody_says():
    BandFactory(party__name="Velvet Tide")
    BandFactory(party__name="Velvt")
    assert names(q="velvt tide")[0] == "Velvet Tide"
    assert names(q="velvt") == ["Velvt"]


@pytest.mark.parametrize(
    "typed", ["Hambrug", "hanburg", "amburg", "bluuboat", "barnacels", "dooom metal", "loewenherz"]
)
def test_mistyped_words_are_found_wherever_they_are_said(typed):
    act = BandFactory(
        party__name="Löwenherz", party__tagline="Blueboat", party__bio="Among barnacles.", party__city=city("Hamburg")
    )
    act.party.genres.add("doom-metal")
    BandFactory(party__name="Velvet Tide", party__city=city("Lyon"))
    learn_words()
    assert names(q=typed) == ["Löwenherz"]
    assert facets(None, Wish(q=typed))["genre"][0].count == 1


def test_words_are_known_as_long_as_somebody_says_them():
    act = BandFactory(party__name="Tide", party__bio="Among barnacles and ox.").party
    learn_words()
    assert set(Word.objects.values_list("word", flat=True)) >= {"among", "barnacles", "tide"}
    assert not Word.objects.filter(word="ox").exists()
    Party.objects.filter(pk=act.pk).update(bio="Among whelks.")
    learn_words()
    assert names(q="barnacels") == []
    assert names(q="wehlks") == ["Tide"]


@pytest.mark.parametrize("typed", ["rokc", "xyzzy", "velvet barnacels", "abcd " * 12])
def test_mistyped_beyond_recognition_finds_nobody_but_for_short_words_that_begin_so(typed):
    BandFactory(party__name="Löwenherz", party__bio="We rock.")
    learn_words()
    assert names(q=typed) == (["Löwenherz"] if typed == "rokc" else [])


def test_mistyped_names_come_before_mistyped_towns():
    BandFactory(party__name="Velvet Tide", party__city=city("Hamburg"))
    BandFactory(party__name="Hamburger Tor", party__city=city("Lyon"))
    learn_words()
    assert names(q="hambrug") == ["Hamburger Tor", "Velvet Tide"]
    first = search_parties(None, q="hambrug", limit=1)
    assert [hit.party.name for hit in search_parties(None, q="hambrug", cursor=first.next).items] == ["Velvet Tide"]


@pytest.mark.parametrize("many", [0, 800])
@pytest.mark.parametrize(
    ("text", "found"), [("tide", ["Low Tide"]), ("tidde", ["Low Tide"]), ("hamburg", ["Low Tide"])]
)
def test_text_is_found_by_reading_few_as_by_looking_up_who_says_it(text, found, many, monkeypatch):
    monkeypatch.setattr("discovery.queries.search.parties.looking.FEW_READ", many)
    for name, genre in (("Low Tide", "doom-metal"), ("Ebb", "jazz")):
        party = BandFactory(party__name=name, party__city=city("Hamburg" if genre == "doom-metal" else "Berlin")).party
        party.genres.set([genre])
    for asked in ({}, {"genres": ("doom-metal",)}, {"near": (53.55, 9.99)}):
        for sort in ("fit", "rating"):
            assert names(q=text, sort=sort, **asked) == found
