"""What axe finds on a page, and what does not fit, on a phone and on a desk.

`LOOKS=all` in the environment asks for each width in each theme (`bin/chaos looks`).
"""

import os
import random
from typing import TypeVar

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

LOOKS = [(320, "dark"), (1440, "light"), (320, "light"), (1440, "dark")]
"""Each width in each theme."""
LOOKS_AT_ONCE = len(LOOKS) if os.environ.get("LOOKS") == "all" else 1
"""How many of them a page is seen in: which one is chosen anew for each page and in each run."""
AXE_SCRIPT = Axe().axe_script
T = TypeVar("T")
STAND_STILL = """() => {
  const still = new CSSStyleSheet();
  still.replaceSync('*, ::before, ::after { transition: none !important; animation: none !important; }');
  document.adoptedStyleSheets.push(still);
}"""
WIDTH_NEEDED = "document.documentElement.scrollWidth"
DRAWN = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
RUN_AXE = """() => axe.run({
  resultTypes: ['violations'],
  preload: { assets: ['media'] },  // the sheets are for a rule that is off
}).then((results) => results.violations)"""


def some(visits: list[T]) -> list[T]:
    """A third of many visits, chosen anew in each run; all where LOOKS=all."""
    return visits if os.environ.get("LOOKS") == "all" else random.sample(visits, (len(visits) + 2) // 3)


def width_needed(page: Page, width: int) -> int:
    """Where that is too much, as measured again: scripts that measure too come a frame or two after a new width."""
    if (needed := page.evaluate(WIDTH_NEEDED)) > width:
        page.evaluate(DRAWN)
        needed = page.evaluate(WIDTH_NEEDED)
    return needed


def faults(page: Page, looks: int = LOOKS_AT_ONCE) -> list[tuple]:
    """Look at the page that is open in so many looks; from then on it is wide, light and without motion."""
    found = []
    page.evaluate(AXE_SCRIPT)
    page.evaluate(STAND_STILL)
    for width, theme in random.sample(LOOKS, looks):
        show_as(page, width, theme)
        if (needed := width_needed(page, width)) > width:
            found.append((page.url, width, f"needs {needed} pixels"))
        for rule in page.evaluate(RUN_AXE):
            node = rule["nodes"][0]
            found.append((page.url, width, theme, rule["id"], node["html"], node["failureSummary"]))
    show_as(page, 1440, "light")
    return found


def show_as(page: Page, width: int, theme: str) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=theme)
