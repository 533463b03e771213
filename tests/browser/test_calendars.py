"""Public calendars: by keyboard, by address, live, and in a frame of another site."""

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from tests.bookings.scenes import a_confirmed_booking, a_house, an_act, know_all
from tests.browser.looking import faults
from tests.factories import StageFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SATURDAY = dt.date(2028, 3, 4)


@pytest.fixture
def house(site):
    house = a_house(name="Harbour Cellar")
    StageFactory(venue=house.stage.venue, name="Kaminzimmer im Obergeschoss", position=1)
    return house


def whole(page: Page):
    """The calendar of the venue, before those of its stages."""
    return page.locator(".public-calendar").first


def test_week_turns_by_key_and_by_address_and_changes_live(new_context, site, house):
    page = new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(f"{site.url}/venues/{house.party.slug}/?view=week&from=2028-02-21")
    page.locator("html[data-stream=open]").wait_for()
    whole(page).locator("[data-date='2028-02-21']").focus()
    page.keyboard.press("ArrowRight")
    expect(whole(page).locator(":focus")).to_have_attribute("data-date", "2028-02-22")
    page.keyboard.press("PageDown")
    expect(whole(page).locator(f"[data-date='{SATURDAY}']")).to_contain_text("Available")
    expect(page).to_have_url(re.compile(r"\?view=week&from=2028-02-28$"))
    act = an_act()
    know_all(*act.members)
    a_confirmed_booking(house, act, title="Northern Static")
    expect(whole(page).locator(f"[data-date='{SATURDAY}']")).to_contain_text("21:00 Northern Static")


def test_calendar_is_read_without_scripts(new_context, site, house):
    page = new_context(java_script_enabled=False, viewport={"width": 320, "height": 800}).new_page()
    page.goto(f"{site.url}/venues/{house.party.slug}/?month=2028-03")
    whole(page).get_by_role("link", name="List").click()
    whole(page).locator("a[rel=next]").click()
    expect(page).to_have_url(re.compile(r"\?view=list&from=2028-03-29"))
    expect(whole(page)).to_contain_text("Kaminzimmer")


@pytest.mark.parametrize("view", ["month", "week", "list"])
def test_frame_is_for_everybody_at_any_width(new_context, site, house, view):
    page = new_context().new_page()
    page.goto(f"{site.url}/embed/{house.party.slug}/calendar/?view={view}&from={SATURDAY}&accent=ffee00&lang=en")
    assert faults(page) == []
    assert not page.context.cookies()
