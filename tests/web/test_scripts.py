"""What the scripts add to pages that work without them, in a real browser, and what axe finds there."""

import pytest
from playwright.sync_api import expect

from tests.browser.looking import LOOKS, faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GUIDE = "/dev/components/"


def stands_on(page, date):
    expect(page.locator(f'td[data-date="{date}"] :focus')).to_have_count(1)


def are_marked(page, *dates):
    """These days and no others, now or in a moment."""
    marked = "[...document.querySelectorAll('[data-paint] input:checked')].map((mark) => mark.value)"
    page.wait_for_function(f"dates => {marked}.join() === dates.join()", arg=dates)


def middle_of(page, date):
    box = page.locator(f'[data-paint] td[data-date="{date}"]').bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page, start, end):
    page.mouse.move(*middle_of(page, start))
    page.mouse.down()
    page.mouse.move(*middle_of(page, end), steps=5)
    page.mouse.up()


@pytest.fixture
def guide(site, page):
    page.goto(site.url + GUIDE)
    return page


@pytest.fixture
def paint(guide):
    """The month of check boxes, in view, with nothing marked."""
    guide.evaluate("document.querySelectorAll('[data-paint] input').forEach((mark) => { mark.checked = false; })")
    guide.locator("[data-paint] h2").scroll_into_view_if_needed()
    return guide


@pytest.mark.parametrize("path", [GUIDE, "/account/login/", "/account/signup/"])
def test_pages_are_accessible_and_fit(site, page, path):
    page.goto(site.url + path)
    assert faults(page) == []


def test_look_at_a_page_sees_pale_text_in_each_look_and_what_is_too_wide(site, page):
    page.goto(site.url + "/account/login/")
    page.evaluate("document.querySelector('footer p').style.cssText = 'color: #888; background: #999'")
    page.evaluate("document.querySelector('main').style.minWidth = '1000px'")
    found = faults(page, len(LOOKS))
    assert (320, "needs") in {(width, said[:5]) for _url, width, said, *_more in found}
    pale = {(width, theme) for _url, width, theme, *rule in found if rule[:1] == ["color-contrast"]}
    assert pale == set(LOOKS)
    assert {320, 1440} == {width for width, _theme in LOOKS}
    assert {"dark", "light"} == {theme for _width, theme in LOOKS}


def test_pages_break_no_rule_of_their_policy(site, page):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(site.url + "/account/login/", wait_until="networkidle")
    assert complaints == []


def test_theme_changes_at_once_and_sticks(guide):
    guide.get_by_label("Menu").click()
    guide.get_by_role("button", name="Dark").click()
    expect(guide.locator("html")).to_have_attribute("data-theme", "dark")
    guide.reload()
    expect(guide.locator("html")).to_have_attribute("data-theme", "dark")


def test_theme_changes_without_scripts_too(site, new_context):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(site.url + "/account/login/")
    page.locator(".bar .ends summary").click()
    page.get_by_role("button", name="Light").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    expect(page).to_have_url(site.url + "/account/login/")


def test_menu_closes_by_escape_and_gives_the_focus_back(guide):
    guide.get_by_label("Menu").click()
    guide.keyboard.press("Escape")
    expect(guide.locator(".bar details[open]")).to_have_count(0)
    expect(guide.locator(".bar summary:focus")).to_have_count(1)


def test_form_that_came_back_starts_at_its_errors(site, page):
    page.goto(site.url + "/account/login/")
    page.locator("main form").get_by_role("button", name="Sign in").click()
    expect(page.locator(".error-summary")).to_be_focused()


def test_arrows_move_through_the_days(guide):
    guide.locator('#month td[data-date="2027-03-06"] a.day').focus()
    guide.keyboard.press("ArrowDown")
    stands_on(guide, "2027-03-13")
    guide.keyboard.press("ArrowRight")
    stands_on(guide, "2027-03-14")
    guide.keyboard.press("Home")
    stands_on(guide, "2027-03-08")


def test_month_is_one_stop_of_the_tab_key(guide):
    stops = "[...document.querySelectorAll('#month tbody :is(td, a)')].filter((each) => each.tabIndex === 0).length"
    assert guide.evaluate(stops) == 1


def test_focus_stays_on_its_day_when_the_month_is_fetched_anew(guide):
    guide.locator('#month td[data-date="2027-03-13"] a.day').focus()
    guide.evaluate("document.querySelector('#month table').dataset.isOld = 'yes'")
    swap = "{target: '#month', select: '#month', swap: 'outerHTML'}"
    guide.evaluate(f"htmx.ajax('GET', '{GUIDE}', {swap})")
    guide.locator("#month table:not([data-is-old])[data-ready]").wait_for()
    expect(guide.locator('#month td[data-date="2027-03-13"] a.day')).to_be_focused()


def test_click_marks_one_day(paint):
    paint.mouse.click(*middle_of(paint, "2027-03-17"))
    are_marked(paint, "2027-03-17")


def test_drag_marks_a_run_of_days_and_the_same_drag_clears_it(paint):
    drag(paint, "2027-03-11", "2027-03-09")
    are_marked(paint, "2027-03-09", "2027-03-10", "2027-03-11")
    drag(paint, "2027-03-11", "2027-03-09")
    are_marked(paint)


def test_drag_that_comes_back_marks_only_what_it_covers(paint):
    paint.mouse.move(*middle_of(paint, "2027-03-09"))
    paint.mouse.down()
    paint.mouse.move(*middle_of(paint, "2027-03-12"), steps=5)
    paint.mouse.move(*middle_of(paint, "2027-03-10"), steps=5)
    paint.mouse.up()
    are_marked(paint, "2027-03-09", "2027-03-10")


def test_shift_and_arrows_mark_a_run_by_keyboard(paint):
    paint.locator('[data-paint] input[value="2027-03-29"]').focus()
    paint.keyboard.press("Space")
    paint.keyboard.press("Shift+ArrowRight")
    paint.keyboard.press("Shift+ArrowRight")
    paint.keyboard.press("Shift+ArrowLeft")
    are_marked(paint, "2027-03-29", "2027-03-30")
