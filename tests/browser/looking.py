"""What axe finds on a page, and what does not fit, on a phone and on a desk.

`LOOKS=all` in the environment asks for each width in each theme (`bin/chaos looks`).
"""

import os

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

LOOKS = [(320, "dark"), (1440, "light")]
"""Each width and each theme once. A width moves things about and a theme changes colours: what goes wrong with one of
them shows here, and only what needs a certain two is left to all looks."""
if os.environ.get("LOOKS") == "all":
    LOOKS += [(320, "light"), (1440, "dark")]
AXE_SCRIPT = Axe().axe_script
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


def width_needed(page: Page, width: int) -> int:
    """Where that is too much, as measured again: scripts that measure too come a frame or two after a new width."""
    if (needed := page.evaluate(WIDTH_NEEDED)) > width:
        page.evaluate(DRAWN)
        needed = page.evaluate(WIDTH_NEEDED)
    return needed


def faults(page: Page) -> list[tuple]:
    """Look at the page that is open in each look; from then on it is wide and without motion."""
    found = []
    page.evaluate(AXE_SCRIPT)
    page.evaluate(STAND_STILL)
    for width, theme in LOOKS:
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=theme)
        if (needed := width_needed(page, width)) > width:
            found.append((page.url, width, f"needs {needed} pixels"))
        for rule in page.evaluate(RUN_AXE):
            node = rule["nodes"][0]
            found.append((page.url, width, theme, rule["id"], node["html"], node["failureSummary"]))
    return found
