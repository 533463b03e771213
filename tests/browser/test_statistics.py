"""Charts of statistics in a browser: drawn under the strict policy from their tables, in both themes, at any width."""

import pytest
from playwright.sync_api import expect

from studio.actions import create_professional
from tests.browser.looking import faults
from tests.factories import PartyFactory, UserFactory
from tests.studio.test_slots import a_stored_service
from tests.studio.test_statistics import a_fact, store

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATH = "/professionals/low-end/statistics/"


@pytest.fixture
def owner(settings):
    settings.TEST_MONEY = True
    user = UserFactory()
    professional = create_professional(
        acting_user=user, name="Low End", timezone="Europe/Berlin", disciplines=["mixing"]
    )
    service = a_stored_service(user, professional)
    for currency in ("EUR", "GBP"):
        store(a_fact(PartyFactory(), service, currency=currency), professional)
    return user


def test_charts_are_drawn_from_their_tables(owner, browser, client, live_server):
    client.force_login(owner)
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([cookie])
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    assert page.goto(live_server.url + PATH).status == 200
    charts = page.locator(".chart canvas")
    expect(charts).to_have_count(3)
    wide = charts.first.bounding_box()["width"]
    last = charts.first.bounding_box()
    page.mouse.move(last["x"] + last["width"] - 40, last["y"] + 100)
    expect(page.locator(".chart .said").first).to_contain_text("€120")
    light = _drawn(charts.first)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    expect(charts).to_have_count(3)
    assert _drawn(charts.first) != light
    page.set_viewport_size({"width": 380, "height": 800})
    narrower = f"() => document.querySelector('.chart canvas').getBoundingClientRect().width < {wide - 200}"
    page.wait_for_function(narrower)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert faults(page) == []
    assert [text for text in said if "ERR_CONNECTION_REFUSED" not in text] == []  # no live server runs here
    context.close()


def _drawn(canvas):
    return canvas.evaluate("each => each.toDataURL()")
