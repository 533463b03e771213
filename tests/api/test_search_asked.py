"""The whole search by the API."""

import pytest

from tests.factories import BandFactory

pytestmark = pytest.mark.django_db


def slugs(anybody, query):
    response = anybody.get(f"/parties?{query}")
    assert response.status_code == 200, response.content
    return [item["slug"] for item in response.json()["items"]]


def test_all_that_may_be_asked_is_understood(anybody):
    band = BandFactory(
        draw=200, has_pa=True, party__slug="it", party__rating_average=4.5,
        party__fee_min_minor=30_000, party__fee_currency_id="EUR",
    )  # fmt: skip
    band.party.genres.set(["doom-metal"])
    BandFactory(party__slug="other")
    asked = "kind=band&genre=techno&genre=heavy-metal&draw_min=100&has_pa=true&rating_min=4&fee_max=40000&currency=gbp"
    assert slugs(anybody, asked) == ["it"]
    assert slugs(anybody, f"{asked}&fee_min=35000") == ["it"]
    assert slugs(anybody, f"{asked}&size_min=1") == []


def test_sorts_page_by_page(anybody):
    for number in (2, 1, 3):
        BandFactory(party__slug=f"band-{number}", party__rating_average=number, party__rating_count=8)
    first = anybody.get("/parties?kind=band&sort=rating&limit=2").json()
    rest = anybody.get(f"/parties?kind=band&sort=rating&limit=2&cursor={first['next']}").json()
    assert [item["slug"] for item in [*first["items"], *rest["items"]]] == ["band-3", "band-2", "band-1"]
    assert rest["next"] is None


@pytest.mark.parametrize(
    "query",
    ["lat=50", "lat=91&lon=0", "sort=distance", "sort=colour", "fee_max=5", "covers_place=true", "rating_min=nan",
     "&".join(["night=2028-03-04"] * 15), "&".join(["genre=jazz"] * 9), "size_min=-1", "cursor=rubbish",
     "fee_max=5&currency=XXZ", "lat=inf&lon=0"],
)  # fmt: skip
def test_what_cannot_be_asked_is_422(anybody, query):
    assert anybody.get(f"/parties?{query}").status_code == 422
