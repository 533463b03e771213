"""The plan by mouse, by keyboard and without scripts; under the same security policy as every page."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from availability.actions import say_time
from availability.models import AvailabilityRule, TimeBlock
from availability.ranges import at_wall_clock
from tests.browser.looking import faults
from tests.browser.test_accessibility import sign_in, tab_to
from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ZONE = "Europe/Lisbon"
"""Not the browser's: the plan shows the person's own clock."""
DAY = dt.timedelta(days=1)
NOTE_VIOLATIONS = """
  window.violations = [];
  document.addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective));
"""


@pytest.fixture
def person(site):
    return UserFactory(name="Nele Wilhelmine Hohenstein", timezone=ZONE)


@pytest.fixture
def monday() -> dt.date:
    """Of next week."""
    today = localdate(timezone=ZoneInfo(ZONE))
    return today + (7 - today.weekday()) * DAY


def open_plan(new_context, site, person, **wishes) -> Page:
    context = new_context(viewport={"width": 1440, "height": 1300}, **wishes)
    context.add_init_script(NOTE_VIOLATIONS)
    page = sign_in(context, site, person)
    page.goto(f"{site.url}/calendar/plan/")
    return page


def to_next_week(page: Page, monday: dt.date) -> None:
    page.get_by_role("button", name="Later").click()
    page.locator(f'.fc-timegrid-col[data-date="{monday}"]').wait_for()


def place(page: Page, day: dt.date, time: str) -> tuple[float, float]:
    """Where that hour begins on the week, once the page has drawn what changed."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    column = page.locator(f'.fc-timegrid-col[data-date="{day}"]').bounding_box()
    row = page.locator(f'.fc-timegrid-slot-lane[data-time="{time}:00"]').bounding_box()
    return column["x"] + column["width"] / 2, row["y"] + 2


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=6)
    page.mouse.up()


def said(person, day: dt.date, rrule: str = "FREQ=WEEKLY;COUNT=4", kind: str = "free") -> AvailabilityRule:
    starts_at = at_wall_clock(day, dt.time(19), ZONE)
    when = {"starts_at": starts_at, "ends_at": starts_at + dt.timedelta(hours=3), "timezone": ZONE}
    return say_time(acting_user=person, calendar=person.calendar, kind=kind, rrule=rrule, **when).rule


def starts(person) -> list[dt.datetime]:
    blocks = TimeBlock.objects.filter(calendar=person.calendar).order_by("period")
    return [block.period.lower for block in blocks]


def save(page: Page) -> None:
    page.locator("#rule-panel").get_by_role("button", name="Save").click()
    expect(page.locator("#rule-panel")).to_contain_text("Saved.")


def test_evening_is_drawn_previewed_and_saved(site, person, monday, new_context):
    page = open_plan(new_context, site, person)
    to_next_week(page, monday)
    drag(page, place(page, monday, "20:00"), place(page, monday, "22:00"))
    page.get_by_label("Repeat").select_option("weekly")
    page.get_by_label("Ends").select_option("count")
    page.get_by_label("Times").fill("3")
    page.get_by_label("Note").fill("rehearsal")
    expect(page.locator("#rule-preview")).to_contain_text("3 times, until")
    expect(page.locator(".fc-event.ghost")).to_have_count(1)
    assert starts(person) == []
    save(page)
    assert starts(person) == [at_wall_clock(monday + week * 7 * DAY, dt.time(20), ZONE) for week in range(3)]
    expect(page.locator(".fc-event.said.free")).to_contain_text("rehearsal")
    expect(page.locator("#plan-rules")).to_contain_text("Mondays 20:00–22:30, 3 times")


def test_empty_week_shows_the_evening_and_grows_with_what_is_in_it(site, person, monday, new_context):
    starts_at = at_wall_clock(monday, dt.time(10), ZONE)
    when = {"starts_at": starts_at, "ends_at": starts_at + dt.timedelta(hours=2), "timezone": ZONE}
    say_time(acting_user=person, calendar=person.calendar, kind="busy", **when)
    page = open_plan(new_context, site, person)
    hours = page.locator(".fc-timegrid-slot-lane:not(.fc-timegrid-slot-minor)")
    expect(hours).to_have_count(8)
    to_next_week(page, monday)
    expect(hours).to_have_count(14)
    page.get_by_role("button", name="All hours").click()
    expect(hours).to_have_count(24)


def test_one_that_is_dragged_goes_on_there_or_goes_back(site, person, monday, new_context):
    said(person, monday)
    page = open_plan(new_context, site, person)
    second, tuesday = monday + 7 * DAY, monday + 8 * DAY
    to_next_week(page, monday)
    to_next_week(page, second)
    page.locator(f'.fc-timegrid-col[data-date="{second}"] .fc-event').wait_for()
    drag(page, place(page, second, "20:00"), place(page, tuesday, "20:00"))
    page.get_by_role("link", name="Cancel").click()
    expect(page.locator(f'.fc-timegrid-col[data-date="{second}"] .fc-event')).to_have_count(1)
    drag(page, place(page, second, "20:00"), place(page, tuesday, "20:00"))
    page.get_by_label("This date and all after it").check()
    expect(page.locator("#rule-preview")).to_contain_text("3 times, until")
    save(page)
    days = [monday, tuesday, tuesday + 7 * DAY, tuesday + 14 * DAY]
    assert starts(person) == [at_wall_clock(day, dt.time(19), ZONE) for day in days]


def test_evening_is_said_by_keyboard_alone_and_focus_comes_back(site, person, new_context):
    page = open_plan(new_context, site, person)
    tab_to(page, "#plan-new")
    page.keyboard.press("Enter")
    expect(page.locator("#rule-panel h2")).to_be_focused()
    tab_to(page, "[name=repeats]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "[name=note]")
    page.keyboard.type("by keyboard")
    page.keyboard.press("Enter")
    expect(page.locator("#plan-rules")).to_contain_text("by keyboard")
    expect(page.locator("#plan-new")).to_be_focused()
    expect(page.locator("#announcer")).to_have_text("Saved.")
    assert AvailabilityRule.objects.get(calendar=person.calendar).rrule == "FREQ=DAILY"


def test_rule_is_changed_without_scripts(site, person, monday, new_context):
    said(person, monday)
    page = open_plan(new_context, site, person, java_script_enabled=False)
    expect(page.locator("#plan-calendar")).to_be_hidden()
    page.locator("#plan-rules").get_by_role("link", name="Edit").click()
    page.get_by_label("Busy").check()
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#rule-preview")).to_contain_text("4 times, until")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#plan-rules")).to_contain_text("Busy")
    assert AvailabilityRule.objects.get().kind == "busy"


def test_each_view_is_accessible_fits_and_breaks_no_policy(site, person, monday, new_context):
    for day, kind in ((0, "free"), (1, "maybe"), (2, "busy")):
        said(person, monday + day * DAY, kind=kind)
    page = open_plan(new_context, site, person)
    page.locator("#plan-rules").get_by_role("link", name="Edit").first.click()
    expect(page.locator("#rule-preview h3")).to_be_visible()
    found = []
    for view in ("Week", "Month", "List"):
        page.get_by_role("button", name=view, exact=True).click()
        found += faults(page)
    assert found == []
    assert page.evaluate("violations") == []
    assert page.evaluate("getComputedStyle(document.querySelector('.fc-view-harness')).position") == "relative"
