"""Which town a line means, in whatever language of the site it is written."""

import pytest

from show_imports.lists.places import Places, split_town

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "text",
    ["München", "Munich, Germany", "München, Bayern, Deutschland", "Munich, Bavaria, DE", "muenchen, deutschland"],
)
def test_town_is_found_in_every_language(text, django_assert_num_queries):
    with django_assert_num_queries(2):
        found = Places([split_town(text)]).find(split_town(text))
    assert (found.city.name, found.timezone) == ("Munich", "Europe/Berlin")


def test_country_of_another_town_is_none_of_it():
    assert Places([("Wien", "Deutschland")]).find(("Wien", "Deutschland")).city is None
    assert Places([("Wien", "Österreich")]).find(("Wien", "Österreich")).city.name == "Vienna"
