import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.names.slugs import LONGEST_BASE, RESERVED, numbered, slug_base


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Łąka & the Żubrs", "laka-the-zubrs"),
        ("Motörhead", "motorhead"),
        ("L'Été d'ici", "lete-dici"),
        ("Straße", "strasse"),
        ("Ёлка и Ψυχή", "elka-i-psychi"),
        ("AC/DC", "ac-dc"),
    ],
)
def test_slug_base_spells_letters_in_latin(name, slug):
    assert slug_base(name, "band") == slug


@pytest.mark.parametrize("name", ["北京", "🎸🎸", "---", "مرحبا"])
def test_slug_base_of_a_name_it_cannot_spell_is_a_code(name):
    assert re.fullmatch("venue-[a-z]{7}", slug_base(name, "venue"))


def test_slug_base_of_a_long_name_is_cut_between_words():
    assert (
        slug_base("the longest name of all " * 20, "band")
        == "the-longest-name-of-all-the-longest-name-of-all-the-longest"
    )


@given(st.text(max_size=300))
def test_slug_base_always_fits_an_address(name):
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", slug_base(name, "band"))
    assert len(slug_base(name, "band")) <= LONGEST_BASE


def test_numbered_takes_the_first_number_that_is_free():
    assert numbered("foo", {"foo", "foo-2", "foo-4"}) == "foo-3"


@pytest.mark.parametrize("word", ["new", "edit"])
def test_numbered_never_gives_a_reserved_word(word):
    assert word in RESERVED
    assert numbered(word, set()) == f"{word}-2"
