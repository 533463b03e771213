"""Without a connection: what was read can be read again, says so, and is gone with whoever read it."""

import pytest
from playwright.sync_api import expect

from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NO_CONNECTION = "You’re offline. You can read this page, but not change anything."
READY = "() => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"
KEPT = """async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith("pages-"));
  const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return kept.flat().map(({ url }) => new URL(url).pathname).sort().join(" ");
}"""


@pytest.fixture
def browser_context_args(browser_context_args):
    return {**browser_context_args, "service_workers": "allow"}


def signed_in(context, site, client, user):
    client.force_login(user)
    context.clear_cookies()
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site.url}])


@pytest.fixture
def page(context, site, client):
    """Today and the calendar have been read by somebody."""
    signed_in(context, site, client, UserFactory())
    page = context.new_page()
    page.goto(site.url)
    page.wait_for_function(READY)
    for path in ("/calendar/", "/"):
        page.goto(site.url + path)
    page.wait_for_function(f"() => ({KEPT})().then((kept) => kept === '/ /calendar/')")
    return page


def test_today_and_the_calendar_are_read_without_a_connection_and_nothing_can_be_changed(page, context, site):
    context.set_offline(True)
    for path in ("/", "/calendar/"):
        page.goto(site.url + path)
        expect(page.locator("#messages")).to_contain_text(NO_CONNECTION)
        expect(page.locator("#messages time")).to_contain_text(":")
        assert page.evaluate("[...document.forms].every((form) => form.inert)")
        assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith("Instrument")
    page.goto(f"{site.url}/you/")
    expect(page.get_by_role("heading", name="You’re offline")).to_be_visible()
    expect(page.locator("#messages")).to_be_hidden()
    page.get_by_role("link", name="Today").click()
    expect(page.locator("#messages")).to_contain_text(NO_CONNECTION)
    context.set_offline(False)
    expect(page.locator("#messages")).not_to_contain_text(NO_CONNECTION)
    assert not page.evaluate("[...document.forms].some((form) => form.inert)")


def test_what_was_kept_is_gone_when_somebody_signs_out_or_another_comes(page, context, site, client):
    signed_in(context, site, client, UserFactory())
    page.goto(f"{site.url}/you/")
    page.wait_for_function(f"() => ({KEPT})().then((kept) => kept === '')")
    page.goto(site.url)
    page.wait_for_function(f"() => ({KEPT})().then((kept) => kept === '/')")
    context.clear_cookies()
    page.goto(f"{site.url}/acts/")
    page.wait_for_function(f"() => ({KEPT})().then((kept) => kept === '')")
    context.set_offline(True)
    page.goto(site.url)
    expect(page.get_by_role("heading", name="You’re offline")).to_be_visible()
    expect(page.get_by_role("heading", name="You can read these saved pages")).to_be_hidden()
