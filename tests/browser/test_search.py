"""Search with its map, by keyboard, with and without scripts; nothing is fetched from anybody else."""

import re

import pytest
from playwright.sync_api import Page, expect

from catalogue.models import City
from tests.browser.looking import faults
from tests.factories import BandFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOTE_VIOLATIONS = """
  window.violations = [];
  document.addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective));
"""


@pytest.fixture
def bands(site):
    for name, town in (("Low Tide", "Hamburg"), ("Spree Doom", "Berlin"), ("Isar Doom", "Munich")):
        city = City.objects.filter(name=town, country="DE").order_by("-population").first()
        BandFactory(party__name=name, party__city=city).party.genres.set(["doom-metal"])


def open_search(new_context, site, query: str = "", **wishes) -> Page:
    context = new_context(**({"viewport": {"width": 1440, "height": 900}} | wishes))
    context.add_init_script(NOTE_VIOLATIONS)
    page = context.new_page()
    page.goto(f"{site.url}/acts/{query}")
    page.locator("#search-fold > summary").click()
    return page


def test_map_and_list_lead_to_each_other_by_keyboard(site, bands, new_context):
    page = open_search(new_context, site)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    pins = page.locator(".map-pin")
    expect(pins).to_have_count(3)
    page.get_by_role("button", name="Show on the map: Isar Doom").press("Enter")
    expect(page.locator(".map-pin:focus")).to_have_attribute("aria-label", "Isar Doom")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Isar Doom")).to_be_focused()
    assert page.evaluate("window.violations") == []
    assert [url for url in asked if not url.startswith(site.url)] == []
    assert faults(page) == []


def test_chips_facets_and_back_keep_address_and_focus(site, bands, new_context):
    page = open_search(new_context, site)
    page.get_by_label("Name, style, town").fill("tide")
    page.get_by_label("Name, style, town").press("Enter")
    expect(page).to_have_url(f"{site.url}/acts/?q=tide&radius_km=50&currency=EUR&sort=fit")
    expect(page.locator("#count")).to_have_text("1 act")
    page.get_by_label("Genre").fill("Jazz")
    page.get_by_label("Genre").press("Enter")
    expect(page.get_by_text("No matches")).to_be_visible()
    page.get_by_role("link", name="1 any genre").press("Enter")
    expect(page.locator("#count")).to_have_text("1 act")
    expect(page.get_by_label("Genre")).to_have_value("")
    page.get_by_role("link", name="Remove “tide”").press("Enter")
    expect(page.locator("#count")).to_be_focused()
    expect(page.get_by_label("Name, style, town")).to_have_value("")
    page.go_back()
    expect(page.get_by_label("Name, style, town")).to_have_value("tide")


def test_a_town_half_written_is_not_asked_for(site, bands, new_context):
    page = open_search(new_context, site)
    answers = []
    page.on("response", lambda response: answers.append(response.status))
    page.get_by_label("Night", exact=True).fill("2028-03-04")
    page.get_by_label("Near").press_sequentially("Hambu")
    expect(page.get_by_role("option", name="Hamburg, Germany").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Remove within 50 km of Hamburg")).to_be_visible()
    expect(page.get_by_label("Near")).to_be_focused()
    assert 422 not in answers


def test_near_me_asks_the_device_only_after_a_press(site, bands, new_context):
    place = {"latitude": 52.52437, "longitude": 13.41053}
    page = open_search(new_context, site, geolocation=place, permissions=["geolocation"])
    page.get_by_role("button", name="Near me").press("Enter")
    expect(page.locator("#count")).to_have_text("1 act")
    expect(page).to_have_url(re.compile(r"near=52\.52(%2C|,)13\.41"))
    expect(page.get_by_role("link", name="Spree Doom")).to_be_visible()


def test_without_scripts_the_same_search_and_no_map(site, bands, new_context):
    page = open_search(new_context, site, java_script_enabled=False)
    page.get_by_label("Name, style, town").fill("tide")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("link", name="Low Tide")).to_be_visible()
    expect(page.locator("#map-side")).to_be_hidden()
    page.get_by_role("link", name="Remove “tide”").click()
    expect(page.locator(".hit")).to_have_count(3)


def test_no_word_makes_the_page_wider(site, bands, new_context):
    page = open_search(new_context, site, f"?q={'W' * 100}", viewport={"width": 320, "height": 800})
    expect(page.locator("#results .empty .button")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_boxes_beside_several_nights_stay_one_line_high(site, new_context):
    page = open_search(new_context, site, "?night=2028-03-04")
    boxes = page.locator("#filters .side-by-side").first.locator("input:visible, select").all()
    assert len(boxes) == 6
    assert len({round(box.bounding_box()["height"]) for box in boxes}) == 1
