"""The pages of a search: chips, facets, ways out, the map's data, and addresses that hold all of it."""

import html
import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import override_settings

from catalogue.models import City
from discovery.queries.search import search_parties
from tests.bookings.scenes import an_act, know_all
from tests.factories import BandFactory, StageFactory, VenueFactory
from web.security import page_policy

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
HTMX = {"HX-Request": "true"}


def city(name):
    return City.objects.filter(name=name, country="DE").order_by("-population").first()


def a_band(name, genre="doom-metal", **values):
    band = BandFactory(party__name=name, party__city=city("Hamburg"), **values)
    band.party.genres.set([genre])
    return band


def page(client, path="/acts/", **query):
    return client.get(path, query).context["page"]


def test_chips_lead_to_the_search_without_them(client):
    a_band("Low Tide")
    chips = page(client, genre=["doom-metal", "jazz"], city="Hamburg, Germany", size_min="2", sort="distance").chips
    told = {chip.label: chip.href for chip in chips}
    assert list(told) == ["within 50 km of Hamburg", "Doom metal", "Jazz", "2 players or more"]
    assert "genre=jazz" in told["Doom metal"]
    assert "doom" not in told["Doom metal"]
    assert "city" not in told["within 50 km of Hamburg"]
    assert "sort" not in told["within 50 km of Hamburg"]


def test_facets_toggle_a_filter_by_a_link_and_keep_the_rest(client):
    a_band("Low Tide", has_pa=True)
    groups = {group.title: group for group in page(client, q="tide").facets}
    [pa] = groups["Sound"].choices
    assert (pa.count, pa.is_on) == ("1", False)
    assert set(pa.href.partition("?")[2].split("&")) == {"q=tide", "has_pa=1"}
    [pa] = {group.title: group for group in page(client, q="tide", has_pa="1").facets}["Sound"].choices
    assert (pa.is_on, pa.href) == (True, "/acts/?q=tide")


def test_every_facet_leads_to_as_many_as_it_says(client):
    for number, name in enumerate(("Low Tide", "High Tide", "Ebb")):
        fee = {"party__fee_min_minor": 20000 * (number + 1), "party__fee_currency_id": "EUR"}
        a_band(name, **fee, party__fee_max_minor=20000 * (number + 1))
    for group in page(client, fee_max="700").facets:
        for choice in group.choices:
            assert str(len(client.get(choice.href).context["found"].items)) == choice.count or choice.is_on, choice


def test_nothing_found_offers_one_wish_less_with_how_many_there_are(client):
    a_band("Low Tide")
    a_band("Other Tide", genre="rock")
    relaxed = page(client, q="tide", genre="jazz").relaxed
    assert [(way.label, way.count, way.href) for way in relaxed] == [("any genre", "2", "/acts/?q=tide")]


def test_map_gets_a_point_for_each_hit_and_the_circle(client):
    band = a_band("Low </script> Tide")
    text = client.get("/acts/", {"near": "53.55,9.99", "radius_km": "25"}).content.decode()
    data = json.loads(re.search(r'<script id="map-data" type="application/json">(.*?)</script>', text)[1])
    assert data["circle"] == [53.55, 9.99, 25]
    [point] = data["points"]
    assert (point["name"], point["key"]) == ("Low </script> Tide", f"hit-{band.party.pk}")
    assert f'id="{point["key"]}"' in text


def test_more_keeps_the_filters_and_shows_each_once(client, monkeypatch):
    monkeypatch.setattr("discovery.views.search.SHOWN", 2)
    for number in range(5):
        a_band(f"Tide {number}")
    seen, address = [], "/acts/?q=tide&sort=newest"
    while address:
        response = client.get(address)
        seen += [hit.party.name for hit in response.context["found"].items]
        more = re.search(r'rel="next"\s+href="([^"]+)"', response.content.decode())
        address = more and "/acts/" + more[1].replace("&amp;", "&")
    assert sorted(seen) == [f"Tide {number}" for number in range(5)]


def test_links_of_the_page_get_the_filters_too_and_the_filters_the_results_alone(client):
    results = client.get("/acts/", headers=HTMX | {"HX-Target": "results"}).content.decode()
    whole = client.get("/acts/", headers=HTMX | {"HX-Target": "search"}).content.decode()
    assert 'id="filters"' not in results
    assert 'id="filters"' in whole
    assert 'id="results"' in whole


@pytest.mark.parametrize(
    ("query", "field"),
    [({"near": "91,0"}, "near"), ({"near": "x"}, "near"), ({"size_min": "4", "size_max": "2"}, "size_max"),
     ({"fee_min": "9", "fee_max": "5"}, "fee_max"), ({"covers_place": "1"}, "covers_place"),
     ({"rating_min": "7"}, "rating_min"), ({"sort": "luck"}, "sort"), ({"draw_min": "0"}, "draw_min"),
     ({"night": ["2028-03-04"] + [f"2028-04-{day:02}" for day in range(1, 15)]}, "night")],
)  # fmt: skip
def test_what_cannot_be_asked_is_told_at_its_field(client, query, field):
    response = client.get("/acts/", query)
    assert response.status_code == 422
    assert field in response.context["form"].errors


def test_hit_says_why_it_fits(client):
    act = an_act(city=city("Hamburg"))
    act.party.genres.set(["doom-metal"])
    know_all(*act.members)
    asked = {"night": ["2028-03-04"], "genre": "metal", "near": "53.55,9.99", "radius_km": "100"}
    text = client.get("/acts/", asked | {"genre": "heavy-metal"}).content.decode()
    for reason in ("Free on Sat 4 Mar", "Doom metal", "km away"):
        assert reason in text


@pytest.mark.parametrize("bands", [1, 3])
def test_page_needs_the_same_queries_for_1_and_3(client, bands, django_assert_num_queries):
    for number in range(bands):
        a_band(f"Tide {number}")
    asked = {"q": "tide", "genre": "doom-metal", "near": "53.55,9.99"}
    page(client, **asked)
    with django_assert_num_queries(16):
        assert len(page(client, **asked).found.items) == bands


def test_kept_filters_tell_what_was_chosen_and_typed(client):
    def form(query, language="en"):
        text = client.get("/acts/", query, headers={"Accept-Language": language}).content.decode()
        return text[text.index('id="filters"') : text.index('id="results"')]

    plain = form({})
    assert form({}) == plain
    assert '<option value="200" selected>' in form({"near": "53.55,9.99", "radius_km": "200"})
    assert 'value="&lt;b&gt;"' in form({"q": "<b>"})
    assert "checked" in form({"has_pa": "1"})
    assert "checked" not in plain
    assert form({}, "de") != plain
    assert form({}) == plain


def test_venues_ask_for_room_and_not_for_players(client):
    VenueFactory(party__name="Quay")
    form = client.get("/venues/").context["form"]
    assert "capacity_min" in form.fields
    assert "size_min" not in form.fields
    assert search_parties(None, kind="venue").items


def test_tiles_come_from_the_configured_server_and_nowhere_else():
    assert "img-src 'self' data:;" in page_policy()
    with override_settings(MAP_TILES_URL="https://{s}.tiles.example.org/{z}/{x}/{y}.png"):
        assert "https://*.tiles.example.org" in page_policy()


def test_hit_of_hostile_words_is_text(client):
    band = a_band('<b>"Tide', party__tagline="<i>'quiet'</i>").party
    page = client.get("/acts/").content.decode()
    card = page[page.index(f'id="hit-{band.pk}"') :].partition("</li>")[0]
    assert "<bdi>&lt;b&gt;&quot;Tide</bdi>" in card
    assert '<p class="clamp">&lt;i&gt;&#x27;quiet&#x27;&lt;/i&gt;</p>' in card


def test_names_on_the_map_are_of_countries_and_towns_largest_first():
    names = json.loads(Path(finders.find("map/places.json")).read_text())
    people = [town[2] for town in names["towns"]]
    assert people == sorted(people, reverse=True)
    assert ["Munich", "München"] in [town[3:] for town in names["towns"]]
    codes = [country[3] for country in names["countries"]]
    assert len(codes) == len(set(codes)) > 200


def test_folded_form_says_what_is_searched(client):
    a_band("Low Tide")
    assert "Any night, any place" in client.get("/acts/").content.decode()
    asked = client.get("/acts/", {"genre": "doom-metal"}, headers=HTMX | {"HX-Target": "results"}).content.decode()
    said = asked[asked.index('id="search-said"') :].partition("</span>")[0]
    assert 'hx-swap-oob="true"' in said
    assert "<bdi>Doom metal</bdi>" in said
    assert 'id="search-fold" open' in " ".join(
        client.get("/acts/", {"size_min": "x"}).content.decode().replace('class="searchfold card"', "").split()
    )


def test_card_leads_to_the_night_searched(client):
    act = an_act(city=city("Hamburg"))
    know_all(*act.members)
    [card] = page(client, night="2028-03-04").cards
    assert card.href == f"/acts/{act.party.slug}/?night=2028-03-04"


def test_venue_card_says_room_and_street(client):
    venue = VenueFactory(party__name="Quay", address="Hafenstraße 1 <b>", party__city=city("Hamburg"))
    StageFactory(venue=venue, capacity=120)
    StageFactory(venue=venue, capacity=350)
    card = client.get("/venues/").content.decode().partition('id="hit-')[2].partition("</li>")[0]
    assert "350 people" in card
    assert "Hafenstraße 1 &lt;b&gt;, Hamburg, Germany" in card


def test_no_line_of_the_map_runs_around_the_globe():
    drawn = json.loads(Path(finders.find("vendor/natural-earth/outlines.json")).read_text())
    land, border = (feature["geometry"]["coordinates"] for feature in drawn["features"])
    lines = border + [ring for polygon in land for ring in polygon]
    assert len(lines) > 1000
    assert not [line for line in lines for one, next_one in pairwise(line) if abs(one[0] - next_one[0]) > 180]


def test_later_page_leads_on_and_to_the_first(client, monkeypatch):
    monkeypatch.setattr("discovery.views.search.SHOWN", 1)
    for name in ("Low Tide", "High Tide", "Ebb Tide"):
        a_band(name)
    asked, seen = "/acts/?q=tide&genre=doom-metal", []
    address = asked
    while address:
        answer = client.get(address)
        seen += [card.hit.party.name for card in answer.context["page"].cards]
        ways = re.findall(r'<nav class="pages".*?</nav>', answer.content.decode(), re.DOTALL)
        hrefs = [html.unescape(href) for nav in ways for href in re.findall(r'href="([^"]+)"', nav)]
        assert (asked in hrefs) == (address != asked)
        address = next((f"/acts/{href}" for href in hrefs if "cursor=" in href), "")
    assert sorted(seen) == ["Ebb Tide", "High Tide", "Low Tide"]
