"""What axe finds on every page of the access matrix, in its world.

On some of them in each run; with LOOKS=pages on all, in one look each, and with LOOKS=all in every look.
"""

import os
import random
import sys

import pytest
from playwright.sync_api import Page

from tests.browser.looking import faults
from tests.matrix.pages import PAGES
from tests.matrix.world import ROLES, World, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES_AT_ONCE = 16
LEADERS_FIRST = ("owner", "venue_manager", "manager", *ROLES)
"""Their pages show all there is to do."""
ONLY = os.environ.get("LOOK_AT", "")
"""A part of the rows to look at, to mend one: `LOOK_AT=holds: bin/test tests/browser/test_every_page.py`."""


@pytest.fixture
def world(site) -> World:
    return make_world()


def visits() -> list[tuple[str, str]]:
    """Rows, and who looks: somebody whom the page lets in."""
    rows = [
        (row, next(role for role in LEADERS_FIRST if page.get[role] == 200))
        for row, page in sorted(PAGES.items())
        if page.get and 200 in page.get.values() and ONLY in row
    ]
    is_all = ONLY or os.environ.get("LOOKS") in ("pages", "all")
    return rows if is_all else random.sample(rows, min(PAGES_AT_ONCE, len(rows)))


def test_pages_are_accessible_and_fit(site, world, new_context):
    pages, found = {}, []
    for row, role in visits():
        path = PAGES[row].path(row, world)
        if not is_whole_page(world.client(role).get(path)):
            continue
        if role not in pages:
            pages[role] = signed_in(new_context(), site, world, role)
        status = pages[role].goto(site.url + path).status
        seen = [(row, role, *each) for each in faults(pages[role])] if status == 200 else [(row, role, status)]
        sys.stdout.writelines(f"{each}\n" for each in seen)  # a long run is read while it goes on (-s)
        found += seen
    assert found == [], "\n".join(map(str, found))


def is_whole_page(response) -> bool:
    """Neither a file nor a fragment of a page."""
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    return is_html and not response.streaming and response.text.lstrip().startswith("<!DOCTYPE html>")


def signed_in(context, site, world: World, role: str) -> Page:
    if role in world.sessions:
        context.add_cookies([{"name": "sessionid", "value": world.sessions[role], "url": site.url}])
    return context.new_page()
