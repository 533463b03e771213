"""What axe finds on a page, and what does not fit, on a phone and on a desk."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDTHS = (320, 1440)
THEMES = ("dark", "light")
IN_FULL = {(320, "dark"), (1440, "light")}
"""Each width and each theme once. A theme changes colours and nothing else, so that the two other looks are asked for
what axe says of colours."""
AXE_SCRIPT = Axe().axe_script
RUN_AXE = """isInFull => axe.run({
  resultTypes: ['violations'],
  preload: { assets: ['media'] },  // the sheets are for a rule that is off
  ...(isInFull ? {} : { runOnly: ['color-contrast', 'link-in-text-block'] }),
}).then((results) => results.violations)"""


def faults(page: Page, theme: str) -> list[tuple]:
    """Look at the page that is open, whose context wishes for that theme."""
    found = []
    page.evaluate(AXE_SCRIPT)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        if (needed := page.evaluate("document.documentElement.scrollWidth")) > width:
            found.append((page.url, width, f"needs {needed} pixels"))
        for rule in page.evaluate(RUN_AXE, (width, theme) in IN_FULL):
            node = rule["nodes"][0]
            found.append((page.url, width, rule["id"], node["html"], node["failureSummary"]))
    return found
