"""What somebody on a slow line sees first: words at once, which stay where they are when our faces come."""

import pytest
from playwright.sync_api import Page

from tests.factories import BandFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 412, "height": 823}
NAME = "Paper Lanterns at the Very Edge"
NOTE_SHIFTS = """
  window.shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
"""
HAS_ARIAL = "new FontFace('asked', 'local(Arial), local(\"Liberation Sans\")').load().then(() => true, () => false)"
FIRST_PAINT = "new Promise((seen) => new PerformanceObserver(() => seen()).observe({ type: 'paint', buffered: true }))"
FACES = "**/*.woff2"
WAITING = "() => [...document.fonts].filter((face) => face.status === 'loading').length >= 2"
PAINTED = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def open_without_faces(page: Page, address: str) -> list:
    """The page as it is before any face of ours has come; what has been asked for is held back."""
    held: list = []
    page.add_init_script(NOTE_SHIFTS)
    page.route(FACES, lambda route: held.append(route))
    page.goto(address, wait_until="domcontentloaded")
    page.evaluate(FIRST_PAINT)
    page.wait_for_function(WAITING)
    return held


def let_faces_come(page: Page, held: list) -> None:
    """Those that are held back, and whichever are asked for from now on."""
    page.route(FACES, lambda route: route.continue_())
    for face in held:
        face.continue_()
    page.evaluate("document.fonts.ready")
    page.evaluate(PAINTED)


@pytest.mark.parametrize("path", ["/", "/acts/paper-lanterns/", "/acts/"])
def test_nothing_moves_when_the_faces_come(page, site, path):
    BandFactory(party__name=NAME, party__slug="paper-lanterns", party__tagline="Slow, loud and patient. " * 6)
    page.set_viewport_size(PHONE)
    held = open_without_faces(page, site.url + path)
    if not page.evaluate(HAS_ARIAL):
        pytest.skip("This machine has neither Arial nor its likeness to stand in.")
    let_faces_come(page, held)
    assert page.evaluate("window.shift") < 0.01
