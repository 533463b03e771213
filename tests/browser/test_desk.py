"""A venue's desk by keyboard, without scripts, live, and for those who see it otherwise."""

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from holds.actions import place_hold
from tests.bookings.scenes import a_house, an_open_show
from tests.browser.looking import faults
from tests.browser.test_accessibility import sign_in
from tests.factories import StageFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NIGHT = dt.date(2028, 3, 4)


@pytest.fixture
def house(site):
    house = a_house(name="Harbour Cellar")
    StageFactory(venue=house.stage.venue, name="Kaminzimmer im Obergeschoss", position=1)
    an_open_show(house, title="Tide and Iron, the long night of very short songs")
    hold(house, NIGHT + dt.timedelta(days=2))
    return house


def hold(house, night, name="Iron Weather"):
    return place_hold(acting_user=house.manager, holder=house.party, stage=house.stage, night=night, act_name=name)


def open_desk(context, site, house) -> Page:
    page = sign_in(context, site, house.manager)
    page.goto(f"{site.url}/venues/{house.party.slug}/desk/?from={NIGHT}")
    return page


def stands_on(page: Page, place: str) -> None:
    """The focus is on the night with this in its name, now or in a moment."""
    expect(page.locator(":focus")).to_have_accessible_name(re.compile(re.escape(place)))


def test_arrows_move_through_stages_and_weeks_and_enter_opens_the_night(new_context, site, house):
    page = open_desk(new_context(viewport={"width": 1440, "height": 900}), site, house)
    page.locator(f"#n-{house.stage.pk.hex}-{NIGHT}").focus()
    for key, place in (
        ("ArrowRight", "Sunday 5 March"),
        ("ArrowRight", "Monday 6 March"),
        ("ArrowDown", "Kaminzimmer im Obergeschoss, Monday 6 March"),
        ("ArrowLeft", "Kaminzimmer im Obergeschoss, Sunday 5 March"),
        ("ArrowUp", "Sunday 5 March"),
        ("Home", "Monday 28 February"),
        ("ArrowDown", "Kaminzimmer im Obergeschoss, Monday 28 February"),
        ("ArrowDown", "Monday 6 March"),
    ):
        page.keyboard.press(key)
        stands_on(page, place)
    stands_on(page, "1st hold: Iron Weather")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Monday 6 March 2028")
    expect(page.locator("main")).to_contain_text("Iron Weather")


def test_change_by_somebody_else_shows_by_itself_and_leaves_the_focus(new_context, site, house):
    page = open_desk(new_context(viewport={"width": 1440, "height": 900}), site, house)
    page.locator("html[data-stream=open]").wait_for()
    page.locator(f"#n-{house.stage.pk.hex}-2028-03-09").focus()
    hold(house, dt.date(2028, 3, 9), "The Long Noon")
    expect(page.locator(".desk")).to_contain_text("The Long Noon")
    stands_on(page, "The Long Noon")


def test_desk_works_without_scripts_and_fits_a_phone(new_context, site, house):
    page = open_desk(new_context(java_script_enabled=False, viewport={"width": 320, "height": 800}), site, house)
    page.get_by_role("link", name="On hold 1", exact=True).click()
    expect(page.locator(".desk")).not_to_contain_text("Tide and Iron")
    page.locator("a.tape.held").click()
    page.get_by_role("link", name="Confirm or edit Iron Weather").click()
    page.get_by_label("Set starts").fill("21:00")
    page.get_by_label("until").first.fill("23:00")
    page.get_by_role("button", name="Confirm", exact=True).click()
    expect(page.locator("main")).to_contain_text("Iron Weather")


def test_desk_and_night_are_fit_for_everybody(new_context, site, house):
    page = open_desk(new_context(), site, house)
    found = faults(page)
    page.goto(f"{site.url}/stages/{house.stage.pk}/nights/2028-03-06/")
    found += faults(page)
    page.get_by_role("link", name="Confirm or edit").click()
    expect(page.get_by_role("button", name="Confirm", exact=True)).to_be_visible()
    page.wait_for_load_state()
    found += faults(page)
    for path in ("rules/", "holds/new/"):
        page.goto(f"{site.url}/venues/{house.party.slug}/{path}")
        found += faults(page)
    assert not found
