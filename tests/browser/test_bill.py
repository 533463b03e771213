"""The bill builder by hand, by keyboard and without scripts; and its arithmetic against the server's."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from bookings.bill.running_order import Frame, Part, run
from tests.bookings.bill.scenes import a_night, clocks
from tests.bookings.scenes import a_house
from tests.browser.looking import faults
from tests.browser.test_accessibility import sign_in, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def house(site):
    return a_house(name="The Harbour Cellar of the Honourable Company of Night Watchmen")


@pytest.fixture
def night(house):
    return a_night(house, title="Three of a kind")


def open_bill(new_context, site, house, night, **wishes) -> Page:
    context = new_context(viewport={"width": 1440, "height": 1400}, **wishes)
    page = sign_in(context, site, house.manager)
    page.goto(f"{site.url}/shows/{night.pk}/bill/")
    return page


def shown(page: Page) -> list[str]:
    """Names and sets of the rows, in their order."""
    return [text.replace(" – ", "-") for text in page.locator("[data-row] [data-set]").all_inner_texts()]


def stand_in_order(page: Page, *names: str) -> None:
    """The rows bear these names, now or in a moment."""
    page.wait_for_function(
        "names => [...document.querySelectorAll('[data-row]')].map((row) => row.dataset.name).join() === names.join()",
        arg=names,
    )


def test_an_act_is_dragged_to_its_place_and_the_curfew_is_watched_meanwhile(site, new_context, house, night):
    page = open_bill(new_context, site, house, night)
    assert shown(page) == ["21:00-21:30", "21:50-22:35", "23:05-00:20"]
    page.locator("[data-row] [data-part=minutes]").nth(0).fill("60")
    expect(page.locator("[data-sums-text]")).to_contain_text("20 min after curfew")
    handle, first = page.locator("[data-handle]").nth(2), page.locator("[data-row]").nth(0)
    box = handle.bounding_box()
    page.mouse.move(box["x"] + 8, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 8, first.bounding_box()["y"] + 4, steps=8)
    stand_in_order(page, "Headliner", "Opener", "Support")  # before it is let go
    # Who has to follow somebody now gets the usual quarter of an hour.
    expect(page.locator("[data-sums-text]")).to_contain_text("5 min after curfew")
    page.mouse.up()
    page.locator("[data-row] [data-part=changeover]").nth(1).fill("20")
    expect(page.locator("[data-sums-text]")).to_contain_text("10 min after curfew")
    page.locator("[data-row] [data-part=minutes]").nth(1).fill("30")
    page.get_by_role("button", name="Save running order").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert clocks(night.spots.all()) == ["21:00-22:15", "22:35-23:05", "23:25-00:10"]


def test_an_act_is_moved_by_keyboard_and_its_new_time_is_said(site, new_context, house, night):
    page = open_bill(new_context, site, house, night)
    tab_to(page, "[data-handle]")
    page.keyboard.press("ArrowDown")
    stand_in_order(page, "Support", "Opener", "Headliner")
    expect(page.locator("#announcer")).to_contain_text("2. Opener")
    expect(page.locator("[data-row]").nth(1).locator("[data-handle]")).to_be_focused()
    page.get_by_role("button", name="Headliner plays earlier").click()
    stand_in_order(page, "Support", "Headliner", "Opener")


def test_what_changes_for_whom_stands_there_before_it_is_sent(site, new_context, house, night):
    page = open_bill(new_context, site, house, night)
    expect(page.locator(".bill-changes")).to_contain_text("No changes yet")
    page.locator("[data-row] [data-part=minutes]").nth(0).fill("40")
    expect(page.locator(".bill-changes")).to_contain_text("21:00 – 21:30 → 21:00 – 21:40")
    assert page.locator(".nightline.along .set .times").first.text_content() == "21:00 · 40"
    page.get_by_role("button", name="Headliner plays earlier").click()
    expect(page.locator(".bill-changes")).to_contain_text("21:50 – 22:35 → ")
    assert page.locator(".nightline.along .set .name").all_text_contents() == ["Opener", "Headliner", "Support"]


def test_nothing_covers_an_act_at_200_percent(site, new_context, house, night):
    page = open_bill(new_context, site, house, night)
    page.set_viewport_size({"width": 720, "height": 450})
    handle = page.locator("[data-handle]").nth(1)
    handle.focus()
    box = handle.bounding_box()
    at = page.evaluate(
        "([x, y]) => !!document.elementFromPoint(x, y).closest('[data-handle]')",
        [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2],
    )
    assert at


def test_without_scripts_places_and_minutes_are_numbers(site, new_context, house, night):
    page = open_bill(new_context, site, house, night, java_script_enabled=False)
    for place, position in enumerate(("2", "1", "3")):
        page.locator("[data-part=position]").nth(place).fill(position)
    page.locator("[data-part=minutes]").nth(2).fill("45")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".bill-changes")).to_contain_text("21:50 – 22:35 → 21:00 – 21:45")
    page.locator("[data-part=minutes]").nth(2).fill("300")
    page.get_by_role("button", name="Save running order").click()
    expect(page.locator("main")).to_contain_text("too long")
    page.locator("[data-part=minutes]").nth(2).fill("60")
    page.get_by_role("button", name="Save running order").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert [spot.role for spot in night.spots.all()] == ["support", "opener", "headliner"]


FRAMES = {
    "usual": ((2028, 3, 4), "17:00", "20:00", "21:00", "00:30", "01:00"),
    "spring": ((2028, 3, 25), "17:00", "21:00", "22:00", "04:00", "05:00"),
    "autumn": ((2028, 10, 28), "17:00", None, "22:00", "04:00", "05:00"),
    "no curfew": ((2028, 3, 4), "17:00", "20:00", "21:00", None, "00:00"),
}
BILLS = [[], [(210, 0, 0)], [(30, 0, 20), (45, 20, 30), (75, 30, 60)], [(120, 5, 40)] * 5, [(5, 0, 0)] * 12]


def frame(name: str) -> Frame:
    day, *clocks_said = FRAMES[name]

    def at(clock: str | None) -> dt.datetime | None:
        if clock is None:
            return None
        time = dt.time.fromisoformat(clock)
        date = dt.date(*day) + dt.timedelta(days=time.hour < 12)
        return dt.datetime.combine(date, time, BERLIN).astimezone(dt.UTC)

    return Frame(*map(at, clocks_said))


def test_script_and_server_reckon_the_same(site, new_context, house, night):
    page = open_bill(new_context, site, house, night)
    for name in FRAMES:
        given = frame(name)
        times = {"loadIn": given.load_in_at, "doors": given.doors_at, "first": given.first_at}
        times |= {"curfew": given.curfew_at, "out": given.out_at}
        sent = {key: at and int(at.timestamp() * 1000) for key, at in times.items()}
        for bill in BILLS:
            parts = [dict(zip(("minutes", "changeover", "soundcheck"), part, strict=True)) for part in bill]
            said = page.evaluate("([frame, parts]) => runningOrder.run(frame, parts)", [sent, parts])
            order = run(given, [Part(*part) for part in bill])
            stamps = [[act.starts_at, act.ends_at, act.soundcheck_at] for act in order.acts]
            expected = [[at and int(at.timestamp() * 1000) for at in row] for row in stamps]
            assert [[act["starts"], act["ends"], act["soundcheck"]] for act in said["acts"]] == expected, (name, bill)
            assert (said["spare"], said["soundcheckSpare"]) == (order.spare, order.soundcheck_spare), (name, bill)
    # Clock times typed on the night that clocks go forward; 02:30 is skipped.
    present = dt.datetime(2028, 3, 25, 21, tzinfo=BERLIN).timestamp() * 1000
    for text, side, expected in (
        ("21:30", 0, "21:30"),
        ("00:15", 1, "00:15"),
        ("20:00", -1, "20:00"),
        ("02:30", 1, "03:30"),
    ):
        found = page.evaluate(
            "([text, at, side]) => runningOrder.instantOf(text, at, 'Europe/Berlin', side)", [text, present, side]
        )
        assert f"{dt.datetime.fromtimestamp(found / 1000, BERLIN):%H:%M}" == expected
        assert (found <= present) == (side == -1)


def test_the_page_has_no_faults(site, new_context, house, night):
    context = new_context()
    page = sign_in(context, site, house.manager)
    for path in (f"/shows/{night.pk}/bill/", f"/shows/{night.pk}/run-of-show/", "/bills/"):
        page.goto(site.url + path)
        assert faults(page) == []
