"""Live fragments ask for themselves until they show the newest version that was announced."""

import json

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = "/dev/components/"
CALM = 200
"""Milliseconds after which an announcement has been acted upon."""
# The test says itself what is announced, and when.
STREAM = """
window.EventSource = class extends EventTarget {
  readyState = 1;
  constructor() { super(); window.stream = this; }
  close() {}
};
"""


def fragment(version: int) -> str:
    return f'<div id="probe" data-live="probe" data-version="{version}" data-live-url="/probe/">Version {version}</div>'


@pytest.fixture
def live(site, page) -> Page:
    """A page with a live fragment of version 0, a stream that the test speaks on, and a clock that it may push."""

    def with_fragment(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("</main>", f"{fragment(0)}</main>"))

    page.clock.install()
    page.add_init_script(STREAM)
    page.route(site.url + PAGE, with_fragment)
    page.goto(site.url + PAGE)
    page.wait_for_function("() => window.stream")
    return page


def announce(page: Page, version: int) -> None:
    said = json.dumps({"topic": "probe", "version": version})
    page.evaluate("said => window.stream.dispatchEvent(new MessageEvent('version', { data: said }))", said)
    page.clock.run_for(CALM)


def test_changes_during_every_answer_are_all_shown(live):
    newest = 4

    def answer(route: Route) -> None:
        version = asked.append(route) or len(asked)
        if version < newest:
            announce(live, version + 1)
        route.fulfill(body=fragment(version), content_type="text/html")

    asked: list[Route] = []
    live.route("**/probe/", answer)
    announce(live, 1)
    expect(live.locator("#probe")).to_have_text(f"Version {newest}")


def test_answer_that_stays_behind_is_asked_for_only_once_more(live):
    def answer(route: Route) -> None:
        asked.append(route)
        route.fulfill(body=fragment(1), content_type="text/html")

    asked: list[Route] = []
    live.route("**/probe/", answer)
    announce(live, 7)
    expect(live.locator("#probe")).to_have_text("Version 1")
    with live.expect_response("**/probe/"):
        live.clock.run_for(1_000)
    live.clock.run_for(20_000)
    live.evaluate("fetch('/probe/')")  # the next in line: nobody else has asked meanwhile
    assert len(asked) == 3
