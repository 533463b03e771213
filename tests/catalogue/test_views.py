import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
URL = "/cities/options/"


def test_options_for_a_field(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get(URL, {"q": "münch"}, headers={"HX-Request": "true"})
    assert reverse("catalogue:city_options") == URL
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, max-age=3600"
    assert {"HX-Request", "Accept-Language", "Cookie"} <= set(response["Vary"].split(", "))  # towns in one's language
    assert '<ul id="city-options" role="listbox"' in " ".join(response.text.split())
    assert "Munich, Bavaria, Germany" in response.text
    assert "<html" not in response.text


def test_options_as_a_page(client):
    response = client.get(URL, {"q": "San Jose"})
    assert "San Jose, California, United States" in response.text
    assert "GeoNames" in response.text
    assert "<html" in response.text


@pytest.mark.parametrize("query", ["", "?q=", "?q=%00", "?q=%FF", "?q=" + "x" * 3000, "?q=<script>"])
def test_options_for_nonsense_are_none(client, query):
    response = client.get(URL + query, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert 'role="option"' not in response.text


def test_options_are_only_read(client):
    assert client.post(URL).status_code == 405
