"""Somebody with a keyboard and no mouse, who has to see where they are after each key."""

import datetime as dt
import re

from playwright.sync_api import Locator, Page, expect

MOST_TABS = 120
"""From one end of a page to the other and round again."""
WAYS_TO_WRITE_A_DAY = ("%m%d%Y", "%d%m%Y", "%Y%m%d")
"""A date field wants its parts in the order of the browser's own language, which no page can choose."""
FAULT_OF_FOCUS = """() => {
  const focused = document.activeElement;
  if (focused === document.body) return '';  // the browser's own bars come between the last stop and the first
  if (!focused.matches(':focus')) return '';  // the button within a date field, with the browser's own ring
  const drawn = [focused, focused.closest('td, label')].filter(Boolean).some((element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  });
  if (!drawn) return 'has no outline';
  const box = focused.getClientRects()[0];
  if (!box || box.width * box.height < 4) return 'has no size';
  const [left, right] = [Math.max(0, box.left), Math.min(innerWidth, box.right)];
  const [top, bottom] = [Math.max(0, box.top), Math.min(innerHeight, box.bottom)];
  if (left >= right || top >= bottom) return 'is out of sight';
  const seen = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return focused.contains(seen) || seen?.contains(focused) ? '' : `is covered by ${seen?.outerHTML.slice(0, 80)}`;
}"""
"""WCAG 2.2: 2.4.7 and 2.4.11. What is wrong with the element that has the focus, empty where nothing is."""


class Hands:
    """Ten fingers on the keyboard of one page: nothing here clicks, hovers or sets a focus."""

    def __init__(self, page: Page):
        self.page = page
        # With less motion what gets the focus is drawn in the next frame, after it was looked for here.
        page.emulate_media(reduced_motion="no-preference")

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def tab_to(self, role: str, name: str | re.Pattern) -> None:
        """By the Tab key alone, as far as it takes; each stop on the way has to be seen."""
        self.tab_onto(self.page.get_by_role(role, name=name))

    def tab_onto(self, wanted: Locator) -> None:
        for _tab in range(MOST_TABS):
            self.press("Tab")
            if self.is_on(wanted):
                return
        raise AssertionError(f"Tab does not reach {wanted} on {self.page.url}")

    def is_on(self, wanted: Locator) -> bool:
        return wanted.evaluate_all("found => found.includes(document.activeElement)")

    def press(self, *keys: str) -> None:
        """Keys that move about, after each of which one has to see where one is."""
        for key in keys:
            self.page.keyboard.press(key)
            self._sees_focus()

    def enter(self) -> None:
        """Whatever comes then: another page, or something of this one."""
        self.page.keyboard.press("Enter")

    def _sees_focus(self) -> None:
        assert not (fault := self.page.evaluate(FAULT_OF_FOCUS)), f"{self.where()} {fault}"

    def follow(self, name: str | re.Pattern) -> None:
        """A link, to the page that it leads to."""
        self._go("link", name)

    def submit(self, name: str | re.Pattern) -> None:
        """A button, to the page that answers it."""
        self._go("button", name)

    def _go(self, role: str, name: str | re.Pattern) -> None:
        self.tab_to(role, name)
        with self.page.expect_navigation():
            self.enter()

    def write(self, label: str | re.Pattern, text: str, role: str = "textbox") -> None:
        """Into a field, instead of what stands there."""
        self.tab_to(role, label)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def write_day(self, label: str, day: dt.date) -> None:
        """As one writes a date: look whether it stands there as meant, else try another order."""
        field = self.page.get_by_label(label, exact=True).first
        self.tab_onto(field)
        for way in WAYS_TO_WRITE_A_DAY:
            self.page.keyboard.type(f"{day:{way}}")
            if field.input_value() == day.isoformat():
                return
            self.press("Shift+Tab", "Shift+Tab")
        expect(field).to_have_value(day.isoformat())

    def where(self) -> str:
        return self.page.evaluate("`${location.pathname}: ${document.activeElement.outerHTML.slice(0, 160)}`")
