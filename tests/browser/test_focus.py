"""Where the keyboard is after an action, and that the page around it is up to date."""

import pytest
from playwright.sync_api import expect

from tests.bookings.scenes import a_house, an_act, an_application, an_open_show
from tests.browser.test_accessibility import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_focus_and_history_follow_an_action(site, new_context):
    house = a_house()
    booking = an_application(an_act(), an_open_show(house))
    page = sign_in(new_context(), site, house.manager)
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{site.url}/bookings/{booking.pk}/")
    history = page.locator(".history > li")
    expect(history).to_have_count(1)
    page.get_by_role("button", name="Accept", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".booking-panel .note")).to_contain_text("It is booked")
    expect(history).not_to_have_count(1)
    expect(page.locator(".booking-panel :focus")).to_have_count(1)
    page.goto(f"{site.url}/venues/{house.party.slug}/shows/new/")
    add = page.get_by_role("button", name="Add a spot")
    add.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".spot-row")).to_have_count(2)
    expect(add).to_be_focused()
    assert errors == []
