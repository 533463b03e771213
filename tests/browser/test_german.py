"""The switch of languages in a real browser, and German words, which are longer, on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.bookings.scenes import a_confirmed_booking, a_house, an_act, know_all

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 780}
PAGES = ["/", "/acts/", "/venues/", "/open-nights/", "/account/signup/", "/account/login/"]
OVERHANG = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def switch_to_german(page: Page) -> None:
    page.get_by_label("Menu").click()
    page.get_by_role("button", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")


def test_the_switch_holds_on_the_next_page(page: Page, site):
    page.goto(site.url + "/acts/")
    switch_to_german(page)
    expect(page).to_have_url(site.url + "/acts/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Act finden")
    page.get_by_role("link", name="Offene Abende").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Offene Abende")


def test_no_german_page_is_wider_than_a_phone(page: Page, site):
    page.set_viewport_size(PHONE)
    page.goto(site.url)
    switch_to_german(page)
    for path in PAGES:
        page.goto(site.url + path)
        assert page.evaluate(OVERHANG) == 0, path


def test_who_has_an_account_finds_the_way_in_on_a_phone(page: Page, site):
    page.set_viewport_size(PHONE)
    page.goto(site.url)
    switch_to_german(page)
    page.get_by_label("Menü").click()
    page.get_by_role("link", name="Anmelden").click()
    expect(page).to_have_url(re.compile("/account/login/"))


def test_page_that_was_asked_for_in_german_stays_so_as_it_changes(page: Page, site):
    """Though neither browser nor cookie says German: turned, told by the stream, reloaded."""
    act = an_act(name="Low Tide")
    know_all(*act.members)
    page.goto(f"{site.url}/acts/{act.party.slug}/?view=week&from=2028-02-21&lang=de")
    page.locator("html[data-stream=open]").wait_for()
    calendar = page.locator(".public-calendar")
    calendar.locator("a[rel=next]").click()
    saturday = calendar.locator("[data-date='2028-03-04']")
    expect(saturday).to_contain_text("Frei")
    expect(page).to_have_url(re.compile(r"\?view=week&from=2028-02-28&lang=de$"))
    a_confirmed_booking(a_house(), act)
    expect(saturday).to_contain_text("Gebucht")
    page.reload()
    expect(saturday).to_contain_text("Gebucht")
