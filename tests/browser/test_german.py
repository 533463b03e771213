"""The switch of languages in a real browser, and German words, which are longer, on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

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
