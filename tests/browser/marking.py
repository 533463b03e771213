"""Ways to say on a month when one can play, and what the month and the Green Zone then show."""

import datetime as dt

from playwright.sync_api import Locator, Page, expect

from tests.browser.people import Person

TABS_TO_THE_BUTTONS = 6


def night_of(page: Page, night: dt.date, voice: str) -> Locator:
    """The strip with which a month shows that night, if it is in that voice."""
    return page.locator(strip_of(night, voice))


def strip_of(night: dt.date, voice: str) -> str:
    return f'td[data-date="{night}"] .tape.{voice}'


def open_calendar(person: Person, day: dt.date) -> None:
    """One's own month with that day in it."""
    person.open(f"/calendar/?month={day:%Y-%m}")


def mark_by_click(person: Person, day: dt.date, word: str) -> None:
    """The cell is the label of a check box, and the button sends a form: it needs no script."""
    open_calendar(person, day)
    _cell(person, day).click()
    person.press(word)
    _shows(person, day, word)


def mark_by_drag(person: Person, first: dt.date, last: dt.date, word: str) -> None:
    open_calendar(person, first)
    _cell(person, first).hover()
    person.page.mouse.down()
    _cell(person, last).hover()
    person.page.mouse.up()
    person.press(word)
    _shows(person, first, word)
    _shows(person, last, word)


def mark_by_keyboard(person: Person, day: dt.date, word: str) -> None:
    """Arrows to the day, Space, Tab to the button, Enter."""
    open_calendar(person, day)
    keyboard, focused = person.page.keyboard, person.page.locator("*:focus")
    _cell(person, day - dt.timedelta(days=7)).locator("input").focus()
    keyboard.press("ArrowDown")
    keyboard.press("Space")
    expect(_cell(person, day).locator("input")).to_be_checked()
    for _tab in range(TABS_TO_THE_BUTTONS):
        keyboard.press("Shift+Tab")  # the buttons stand above the month
        if focused.inner_text().strip() == word:
            break
    keyboard.press("Enter")
    _shows(person, day, word)


def say_hours(person: Person, day: dt.date, kind: str, first: str, last: str) -> None:
    """In the form below the month, which is on the page already."""
    person.unfold("Add times or a weekly pattern")
    person.main.get_by_label("I am").select_option(kind)
    person.fill(Day=day.isoformat(), From=first, To=last)
    person.press("Add")
    expect(person.main.locator("#said")).to_contain_text(first)


def the_rest_is_free_until(person: Person, day: dt.date) -> None:
    open_calendar(person, day)
    person.unfold("Mark everything else free")
    person.fill(Blank_days_are_free_until=day.isoformat())
    person.press("Mark everything else free")
    person.page.get_by_text("Your bands see your blank days as free.").wait_for()


def _cell(person: Person, day: dt.date) -> Locator:
    return person.main.locator(f'td[data-date="{day}"]')


def _shows(person: Person, day: dt.date, word: str) -> None:
    expect(_cell(person, day).locator(".tape")).to_contain_text(word)
