import pytest

from catalogue.models import City, Currency, Genre
from catalogue.queries import search_cities
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture
def staff(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize("model", ["genre", "city", "country", "region", "currency"])
def test_list_and_search_open(staff, model):
    assert staff.get(f"/admin/catalogue/{model}/").status_code == 200
    assert staff.get(f"/admin/catalogue/{model}/", {"q": "an"}).status_code == 200


def test_genre_added_under_a_parent(staff):
    response = staff.post(
        "/admin/catalogue/genre/add/", {"name": "Nerd metal", "slug": "nerd-metal", "parent": "death-metal"}
    )
    assert response.status_code == 302
    assert Genre.objects.get(pk="nerd-metal").path == "/rock/heavy-metal/death-metal/nerd-metal/"


def test_genre_moved_and_renamed_keeps_its_slug(staff):
    url = "/admin/catalogue/genre/death-metal/change/"
    response = staff.post(url, {"name": "Deadly metal", "slug": "other", "parent": "jazz"})
    assert response.status_code == 302
    genre = Genre.objects.get(pk="death-metal")
    assert (genre.name, genre.path) == ("Deadly metal", "/jazz/death-metal/")
    assert Genre.objects.get(pk="goregrind").path == "/jazz/death-metal/goregrind/"


def test_genre_below_itself_is_an_error_at_the_field(staff):
    response = staff.post("/admin/catalogue/genre/rock/change/", {"name": "Rock", "parent": "goregrind"})
    assert response.status_code == 200
    assert "A genre cannot be below itself." in response.text
    assert Genre.objects.get(pk="rock").path == "/rock/"


def city_data(**changes):
    names = {"names-TOTAL_FORMS": "0", "names-INITIAL_FORMS": "0"}
    town = {"geonames_id": "999", "name": "Wacken", "ascii_name": "Wacken", "country": "DE", "population": "2000"}
    return names | town | {"latitude": "54.02", "longitude": "9.38", "timezone": "Europe/Berlin"} | changes


def test_city_added_is_found_by_its_name(staff):
    assert staff.post("/admin/catalogue/city/add/", city_data()).status_code == 302
    assert search_cities("wack")[0].geonames_id == 999


def test_city_keeps_its_geonames_id(staff):
    city = search_cities("Hamburg")[0]
    names = city.names.count()
    data = city_data(name="Hammaburg") | {"names-TOTAL_FORMS": "0"}
    assert staff.post(f"/admin/catalogue/city/{city.pk}/change/", data).status_code == 302
    city.refresh_from_db()
    assert (city.name, city.geonames_id, city.names.count()) == ("Hammaburg", 2911298, names + 1)


@pytest.mark.parametrize("change", [{"timezone": "Mars/Olympus"}, {"latitude": "91"}, {"longitude": "-181"}])
def test_city_off_the_earth_is_refused(staff, change):
    assert staff.post("/admin/catalogue/city/add/", city_data(**change)).status_code == 200
    assert not City.objects.filter(geonames_id=999).exists()


def test_currency_keeps_its_minor_digits(staff):
    staff.post("/admin/catalogue/currency/EUR/change/", {"name": "Euros", "minor_digits": "3"})
    euro = Currency.objects.get(pk="EUR")
    assert (euro.name, euro.minor_digits) == ("Euros", 2)
