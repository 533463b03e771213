"""No page does what its own Content-Security-Policy refuses: the browser would say so in its console."""

import pytest
from playwright.sync_api import expect

from tests.bookings.scenes import a_house, an_act, an_application, an_open_show
from tests.browser.test_accessibility import sign_in
from tests.holds.scenes import a_hold

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TALLER = """() => { for (const each of document.querySelectorAll("textarea")) each.style.height = "200px"; }"""
"""What a browser does to a field whose corner somebody drags."""
ANEW = """async () => {
  const panel = [...document.querySelectorAll("[data-live-url]")].find((each) => each.querySelector("textarea"));
  await htmx.ajax("GET", panel.dataset.liveUrl, { target: panel, swap: "outerHTML" });
}"""


def test_no_page_breaks_its_own_policy(site, new_context):
    """Looked at, gone back to, printed; and with a field made taller in a panel that comes anew."""
    house, act = a_house(), an_act()
    booking = an_application(act, show := an_open_show(house))
    hold = a_hold(house, an_act())
    page = sign_in(new_context(), site, house.manager)
    refused = []
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    night = f"/stages/{house.stage.pk}/nights/{hold.night}/"
    paths = ["/", "/calendar/", f"/venues/{house.party.slug}/desk/", night, f"/shows/{show.pk}/"]
    for path in [*paths, f"/bookings/{booking.pk}/", f"/holds/{hold.pk}/"]:
        assert page.goto(f"{site.url}{path}").ok
        page.emulate_media(media="print", color_scheme="dark")
        page.emulate_media(media="screen", color_scheme="light")
        if path.startswith(("/bookings/", "/holds/")):
            field = page.locator("textarea").first.element_handle()
            page.evaluate(TALLER)
            page.evaluate(ANEW)
            expect(page.locator("textarea").first).to_be_attached()
            page.wait_for_function("field => !field.isConnected", arg=field)
        page.go_back()
        page.go_forward()
    assert refused == []
