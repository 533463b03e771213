"""Pages of regions, and regions as a filter of every search."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from catalogue.models import City, Region
from discovery.queries.region_names import find_region, region_address, region_slug, regions_named, search_regions
from tests.bookings.scenes import a_confirmed_booking, a_house, an_act, an_open_show, know_all
from tests.factories import FAR_SATURDAY
from tests.heads import read_head
from tests.studio.finding import a_professional

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
WEEK = dt.timedelta(weeks=1)
MONDAY = dt.datetime(2028, 2, 28, 12, tzinfo=dt.UTC)
"""Of the week of FAR_SATURDAY."""
MARCH = {"first": "2028-03-01", "last": "2028-03-31"}


@pytest.fixture
def this_week():
    with time_machine.travel(MONDAY, tick=False):
        yield


def town(name):
    return City.objects.select_related("region__country").get(names__name=name, country="DE")


@pytest.fixture
def bavaria():
    return Region.objects.select_related("country").get(country="DE", name="Bavaria")


def text_of(client, region, **query):
    response = client.get(region_address(region), query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_region_shows_what_is_on_in_all_of_its_towns(client, bavaria, this_week):
    munich, augsburg = a_house(name="Isar Hall", city=town("Munich")), a_house(city=town("Augsburg"))
    an_open_show(munich, title="By the Isar")
    an_open_show(augsburg, title="By the Lech", starts_at=FAR_SATURDAY + WEEK)
    an_open_show(a_house(name="Elbe Hall", city=town("Hamburg")), title="By the Elbe")
    text = text_of(client, bavaria)
    for words in ("<h1>Shows in Bavaria</h1>", "By the Isar", "By the Lech", "Isar Hall", "Augsburg"):
        assert words in text
    for words in ("By the Elbe", "Elbe Hall"):
        assert words not in text
    assert read_head(client.get(region_address(bavaria))).links["canonical"][""].endswith("/regions/bavaria-de-02/")


def test_acts_of_a_region_that_are_free_on_saturday_are_named(client, bavaria, this_week):
    here, elsewhere = an_act(name="Alpenglow", city=town("Augsburg")), an_act(name="Tidal", city=town("Hamburg"))
    know_all(*here.members, *elsewhere.members)
    text = text_of(client, bavaria)
    assert "Alpenglow" in text
    assert "Tidal" not in text


def test_towns_lead_to_their_region_and_the_list_of_towns_to_regions(client, bavaria, this_week):
    an_open_show(a_house(city=town("Munich")))
    munich = client.get(reverse("discovery:city", args=["munich"]), follow=True).content.decode()
    assert region_address(bavaria) in munich
    assert region_address(bavaria) in client.get(reverse("discovery:cities")).content.decode()


def test_regions_are_known_by_address_and_by_name(bavaria):
    assert region_slug(bavaria) == "bavaria-de-02"
    assert find_region("bayern-de-02") == find_region("de-02") == bavaria
    assert find_region("bavaria") is None
    assert find_region("x-zz-99") is None
    assert regions_named("bavaria") == regions_named("Bavaria, Germany") == [bavaria]
    assert regions_named("Bavaria, France") == []


@pytest.mark.parametrize("slug", ["no-such", "bavaria-de-99", "de-٠٢", "x" * 500])
def test_a_region_there_is_not_is_not_there(client, slug):
    assert client.get(f"/regions/{slug}/").status_code == 404


def test_an_old_name_leads_to_the_present_one(client, bavaria):
    answer = client.get("/regions/bayern-de-02/?genre=jazz")
    assert (answer.status_code, answer["Location"]) == (302, "/regions/bavaria-de-02/?genre=jazz")


@pytest.mark.parametrize("said", ["bavaria-de-02", "Bavaria", "bavaria, germany"])
def test_acts_and_venues_are_searched_in_a_region(client, said):
    for name, city in (("Alpenglow", "Augsburg"), ("Tidal", "Hamburg")):
        an_act(name=name, city=town(city))
        a_house(name=f"House of {name}", city=town(city))
    for address, name in (
        (reverse("discovery:acts"), "Alpenglow"),
        (reverse("discovery:venues"), "House of Alpenglow"),
    ):
        page = client.get(address, {"region": said}).context["page"]
        assert [hit.party.name for hit in page.found.items] == [name]
        assert [(chip.label, chip.href) for chip in page.chips] == [("in Bavaria", address)]
        assert page.query == "region=bavaria-de-02"


def test_professionals_are_searched_in_a_region(client):
    for city in ("Augsburg", "Hamburg"):
        a_professional(f"Studio {city}", town=city)
    page = client.get(reverse("discovery:professionals"), {"region": "Bavaria"}).context["page"]
    assert [found.hit.party.name for found in page.found.items] == ["Studio Augsburg"]


def test_open_nights_are_searched_in_a_region(client):
    shows = [an_open_show(a_house(city=town(city)), city=town(city)) for city in ("Augsburg", "Hamburg")]
    page = client.get(reverse("discovery:open_nights"), MARCH | {"region": "bavaria-de-02"}).context["page"]
    assert [found.spot.show for found in page.found.items] == shows[:1]


def test_a_region_that_is_none_or_several_is_an_error_at_its_field(client):
    for text, said in (("Atlantis", "We can’t find this region."), ("Central", "Several regions have this name.")):
        response = client.get(reverse("discovery:acts"), {"region": text})
        assert response.status_code == 422
        assert said in response.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_page_of_a_region_needs_the_same_queries_for_1_and_3(
    client, bavaria, this_week, rows, django_assert_num_queries
):
    for row, city in enumerate(["Munich", "Augsburg", "Regensburg"][:rows]):
        a_confirmed_booking(a_house(city=town(city)), an_act(city=town(city)), title=f"Night {row}")
        know_all(*an_act(name=f"Free {row}", city=town(city)).members)
    with django_assert_num_queries(QUERIES_OF_A_REGION):
        text = text_of(client, bavaria)
    assert text.count("Night ") >= rows


QUERIES_OF_A_REGION = 16
"""Those of a town, its largest town twice and its towns with shows."""


def test_regions_are_suggested_while_one_types_in_the_language_of_the_page(client):
    address = reverse("discovery:region_options")
    for query, name in (({"q": "bav"}, "Bavaria, Germany"), ({"q": "BAY", "lang": "de"}, "Bayern, Deutschland")):
        text = client.get(address, query, headers={"HX-Request": "true"}).content.decode()
        assert name in text
        assert "<html" not in text
    assert "/regions/bavaria-de-02/" in client.get(address, {"q": "Bavaria"}).content.decode()
    assert search_regions(", Germany") == search_regions("\0") == []
    assert f'data-city-options="{address}"' in client.get(reverse("discovery:acts")).content.decode()


def test_api_finds_regions_and_searches_in_one(client, bavaria):
    an_act(name="Alpenglow", city=town("Augsburg"))
    an_act(name="Tidal", city=town("Hamburg"))
    [found] = client.get("/api/v1/regions?q=bavaria").json()["items"]
    assert found == {"id": "bavaria-de-02", "name": "Bavaria", "country": "DE"}
    items = client.get(f"/api/v1/parties?kind=band&region={found['id']}").json()["items"]
    assert [item["name"] for item in items] == ["Alpenglow"]
    for path in ("parties?kind=band", "professionals?q=", "events/open?q="):
        assert client.get(f"/api/v1/{path}&region=atlantis-xx-1").status_code == 422
