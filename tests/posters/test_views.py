import pytest
from django.core.cache import cache

from posters.access import address_of, drawing_of, token_of
from posters.drawing import Drawing, Kind

KOBOLT = Drawing(Kind.POSTER, "kobolt", "Kobolt", mood="electronic")


def test_a_drawing_is_served_for_ever_without_a_query(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get(address_of(KOBOLT, "poster"))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/webp"
    assert "immutable" in response["Cache-Control"]
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies


def test_who_has_the_drawing_is_told_so(client):
    etag = client.get(address_of(KOBOLT))["ETag"]
    assert client.get(address_of(KOBOLT), headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize(
    "address", ["/drawn/640/nonsense.webp", "/drawn/5000/{token}.webp", "/drawn/640/{token}x.webp"]
)
def test_an_address_that_is_not_of_our_making_has_nothing(client, address):
    assert client.get(address.format(token=token_of(KOBOLT))).status_code == 404


def test_a_token_of_an_older_design_is_not_drawn(monkeypatch):
    token = token_of(KOBOLT)
    drawing_of.cache_clear()
    monkeypatch.setattr("posters.access.DESIGN", 999)
    assert drawing_of(token) is None
    drawing_of.cache_clear()


def test_no_more_are_drawn_in_a_minute_than_may_be(client, settings, monkeypatch):
    settings.RATE_LIMITS = True
    cache.clear()
    monkeypatch.setattr("posters.drawing.keeping.DRAWN_A_MINUTE", 1)
    one, other = address_of(Drawing(Kind.ROOM, "one")), address_of(Drawing(Kind.ROOM, "other"))
    answers = [client.get(address).status_code for address in (one, other, one)]
    assert answers == [200, 503, 200]


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_drawing_is_only_read(client, method):
    assert getattr(client, method)(address_of(KOBOLT)).status_code in (403, 405)
