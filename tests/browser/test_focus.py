"""Where the keyboard is after an action, and that the page around it is up to date."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from bookings.actions import decline_booking
from holds.actions import ask_to_hold
from tests.bookings.scenes import a_house, an_act, an_application, an_open_show
from tests.browser.test_accessibility import sign_in
from tests.factories import FAR_SATURDAY, UserFactory
from venues.actions import close_stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LATER = {"starts_at": FAR_SATURDAY + dt.timedelta(weeks=1)}
LATER_STILL = {"starts_at": FAR_SATURDAY + dt.timedelta(weeks=2)}


def test_focus_and_history_follow_an_action(site, new_context):
    house = a_house()
    booking = an_application(an_act(), an_open_show(house))
    page = sign_in(new_context(), site, house.manager)
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{site.url}/bookings/{booking.pk}/")
    history = page.locator(".history > li")
    expect(history).to_have_count(1)
    page.get_by_role("button", name="Accept", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".booking-panel .note")).to_contain_text("Booked")
    expect(history).not_to_have_count(1)
    expect(page.locator(".booking-panel :focus")).to_have_count(1)
    page.goto(f"{site.url}/venues/{house.party.slug}/shows/new/")
    add = page.get_by_role("button", name="Add a slot")
    add.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".spot-row")).to_have_count(2)
    expect(add).to_be_focused()
    assert errors == []


def test_focus_stays_after_each_answer_and_quick_clicks_leave_no_errors(site, new_context):
    """Decline, withdraw, the answer of a player and a refusal, each by keyboard; then links pressed before the page
    before them is drawn, and forms that lead to a page whose sheets are still to come: a view transition that is
    skipped must not end in an uncaught rejection."""
    house, act = a_house(), an_act(members=1)
    act.members[0].memberships.update(may_be_booked=False)
    declined, asked = an_application(act, an_open_show(house)), an_application(an_act(), an_open_show(house, **LATER))
    withdrawn = an_application(act, an_open_show(house, **LATER_STILL))
    faults = []
    for person, booking, button, said in (
        (act.members[0], declined, "I play", "You’re playing."),
        (house.manager, declined, "Decline", "Declined."),
        (act.leader, withdrawn, "Withdraw", "Withdrawn."),
    ):
        page = sign_in(new_context(), site, person)
        listen(page, faults)
        page.goto(f"{site.url}/bookings/{booking.pk}/")
        page.get_by_role("button", name=button, exact=True).focus()
        page.keyboard.press("Enter")
        expect(page.locator(".booking-panel .note").first).to_contain_text(said)
        expect(page.locator(".booking-panel :focus")).to_have_count(1)
    late, watching = (sign_in(new_context(), site, house.manager) for _page in range(2))
    for page in (late, watching):
        listen(page, faults)
        page.goto(f"{site.url}/bookings/{asked.pk}/")
        page.get_by_role("button", name="Accept", exact=True).focus()
    decline_booking(acting_user=house.manager, booking=asked)
    late.keyboard.press("Enter")  # before the page has heard of it, or after; the other page only hears of it
    for page in (late, watching):
        expect(page.locator(".booking-panel")).to_contain_text("Declined")
        expect(page.locator("main :focus")).to_have_count(1)
    for _round in range(3):
        for path in ("/", "/shows/", f"/venues/{house.party.slug}/desk/", "/inbox/"):
            with page.expect_navigation(wait_until="commit"):
                page.evaluate("path => { setTimeout(() => location.assign(path)) }", path)
    for _round in range(6):
        page.goto(f"{site.url}/you/")
        page.locator("#profile summary").click()
        page.locator("#profile button[type=submit]").click()
        expect(page.locator("#messages")).to_contain_text("Saved.")
    assert faults == []


def listen(page, faults: list[str]) -> None:
    """Keep whatever a script of the page fails with, while one page fades into the next as it does for most people."""
    page.emulate_media(reduced_motion="no-preference")
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(f"{said.text} {said.location}") if is_fault(said) else None)


def is_fault(said) -> bool:
    """A refusal that the page shows is none, though Chromium calls it a failed request."""
    return said.type == "error" and "409" not in said.text


def test_focus_comes_back_where_a_form_loads_its_page_anew(site, new_context):
    """By keyboard on the same button, or on the part of the page where it was; by mouse nothing is focused."""
    house = a_house()
    for week in (1, 2, 3):
        night = FAR_SATURDAY.date() + dt.timedelta(weeks=week)
        close_stage(acting_user=house.manager, stage=house.stage, first=night, last=night)
    ask_to_hold(acting_user=(act := an_act()).leader, venue=house.stage.venue, holder=act.party)
    page = sign_in(new_context(), site, house.manager)
    page.goto(f"{site.url}/stages/{house.stage.pk}/edit/")
    again = page.locator("#closures").get_by_role("button", name="Open again")
    page.keyboard.press("Tab")
    again.first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(again).to_have_count(2)
    expect(page.locator("#closures:focus, #closures :focus")).to_have_count(1)
    with page.expect_navigation():
        again.first.click()
    expect(again).to_have_count(1)
    expect(page.locator("main :focus")).to_have_count(0)
    page.goto(f"{site.url}/venues/{house.party.slug}/rules/")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Don’t allow").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("#who-may-hold :focus")).to_have_count(1)


def test_going_to_the_administration_and_back_leaves_no_errors(site, new_context):
    """It has sheets of its own that know of no view transition."""
    staff = UserFactory(is_staff=True, is_superuser=True)
    page = sign_in(new_context(), site, staff)
    faults = []
    listen(page, faults)
    for _round in range(5):
        page.goto(f"{site.url}/you/")
        with page.expect_navigation():
            page.evaluate("() => { setTimeout(() => location.assign('/admin/accounts/party/')) }")
        page.wait_for_timeout(300)
        with page.expect_navigation():
            page.evaluate("() => { setTimeout(() => location.assign('/you/')) }")
    assert faults == []
