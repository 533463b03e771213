import pytest
from django.core.exceptions import ValidationError

from catalogue.actions import save_city, save_genre
from catalogue.models import City, Genre, city_id
from catalogue.queries import search_cities

pytestmark = pytest.mark.django_db


def test_save_genre_puts_a_new_one_below_its_parent():
    genre = save_genre(Genre(slug="nerd-metal", name="Nerd metal", parent_id="death-metal"))
    assert genre.path == "/rock/heavy-metal/death-metal/nerd-metal/"


def test_save_genre_moves_the_branch_along():
    genre = Genre.objects.get(pk="death-metal")
    below = Genre.objects.branch("death-metal").count()
    genre.parent_id = "jazz"
    save_genre(genre)
    assert Genre.objects.branch("death-metal").count() == below
    assert Genre.objects.get(pk="goregrind").path == "/jazz/death-metal/goregrind/"
    assert not Genre.objects.branch("rock").filter(pk="goregrind").exists()


@pytest.mark.parametrize("parent", ["death-metal", "goregrind"])
def test_save_genre_refuses_a_circle(parent):
    genre = Genre.objects.get(pk="death-metal")
    genre.parent_id = parent
    with pytest.raises(ValidationError, match="below itself"):
        save_genre(genre)


def test_save_city_makes_it_findable():
    city = City(
        geonames_id=999, name="Wacken", ascii_name="Wacken", country_id="DE", latitude=54.02, longitude=9.38,
        timezone="Europe/Berlin",
    )  # fmt: skip
    save_city(city)
    assert city.pk == city_id(999)
    assert city in search_cities("wack")
