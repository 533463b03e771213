"""Settlement, split and contract in a browser: reckoned while typing, and as axe sees them."""

import pytest
from playwright.sync_api import expect

from bookings.actions.contracts import make_contract
from bookings.actions.shares import ShareDraft, share_settlement
from tests.bookings.money.scenes import a_coming_booking, a_played_booking
from tests.bookings.scenes import a_house, an_act
from tests.browser.looking import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Die außerordentlich lange benannte Kapelle der Donaudampfschifffahrtsgesellschaft"


@pytest.fixture
def world():
    return a_house(), an_act(name=LONG)


@pytest.fixture
def opened(browser, client, live_server):
    """Opens a page as somebody who is signed in."""
    contexts = []

    def open_page(user, path):
        client.force_login(user)
        context = browser.new_context()
        contexts.append(context)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        context.add_cookies([cookie])
        page = context.new_page()
        assert page.goto(live_server.url + path).status == 200
        return page

    yield open_page
    for context in contexts:
        context.close()


def test_settlement_is_reckoned_while_it_is_typed(world, opened):
    house, act = world
    page = opened(house.manager, f"/bookings/{a_played_booking(house, act).pk}/settlement/")

    page.get_by_label("What", exact=True).first.fill("Tickets")
    page.get_by_label("Quantity").first.fill("100")
    page.get_by_label("Price each").first.fill("12.50")
    page.keyboard.press("Tab")

    expect(page.locator("#settlement-statement")).to_contain_text("Artist payout €875")
    expect(page.locator("#settlement-statement")).to_contain_text("Not saved yet")


@pytest.mark.slow
def test_pages_of_money_have_no_faults(world, opened):
    house, act = world
    played, coming = a_played_booking(house, act), a_coming_booking(house, act)
    share_settlement(acting_user=act.leader, booking=played, shares=[ShareDraft("Kim", played.lineup.first().pk)])
    make_contract(acting_user=house.manager, booking=coming, language="en")
    pages = [
        (house.manager, f"/bookings/{played.pk}/settlement/"),
        (act.leader, f"/bookings/{played.pk}/split/"),
        (act.leader, f"/bookings/{coming.pk}/contract/"),
    ]

    found = [fault for user, path in pages for fault in faults(opened(user, path))]

    assert not found
