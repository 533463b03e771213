"""Searching, requesting and answering by keyboard alone, with and without scripts: the story of the public half."""

import datetime as dt
import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from accounts.models import Party, User
from bookings.models import Booking
from bookings.states import BookingState
from catalogue.models import City
from discovery.models import SavedSearch
from tests.bookings.scenes import a_house, an_act, know_all
from tests.browser.keys import Hands
from tests.browser.test_accessibility import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def next_months_second_saturday() -> dt.date:
    """Never on the page that a calendar begins with."""
    tenth = (dt.datetime.now(dt.UTC).date().replace(day=1) + dt.timedelta(days=40)).replace(day=10)
    return tenth + dt.timedelta(days=(5 - tenth.weekday()) % 7)


NIGHT = next_months_second_saturday()
MONTHS_AHEAD, DAYS_SHOWN = 3, 50
"""No page shows more: keys that lead nowhere end a test instead of going on for ever."""


@dataclass
class Company:
    """Viktor books a cellar, Nele leads a doom band; another band of hers plays something else."""

    viktor: User
    nele: User
    tide: Party


@pytest.fixture
def company(site):
    hamburg = City.objects.filter(name="Hamburg", country="DE").order_by("-population").first()
    viktor = a_house(name="Harbour Cellar", city=hamburg).manager
    tide = an_act(name="Low Tide", slug="low-tide", city=hamburg)
    folk = an_act(name="High Meadow", slug="high-meadow", city=hamburg)
    tide.party.genres.set(["doom-metal"])
    folk.party.genres.set(["folk"])
    know_all(*tide.members, *folk.members)
    return Company(viktor, tide.leader, tide.party)


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with_scripts", "without"])
def test_search_request_and_answer_by_keyboard(site, company, new_context, has_scripts):
    wishes = {"java_script_enabled": has_scripts, "viewport": {"width": 1280, "height": 800}}
    viktor = Hands(sign_in(new_context(**wishes), site, company.viktor))
    nele = Hands(sign_in(new_context(**wishes), site, company.nele))

    viktor.page.goto(f"{site.url}/acts/")
    search_for_a_doom_band(viktor, has_scripts)
    keep_the_search(viktor)
    open_the_act(viktor)
    request_the_night(viktor, has_scripts)
    nele.page.goto(site.url)
    answer_with_other_terms(nele)
    viktor.page.goto(site.url)
    accept_what_was_answered(viktor)
    see_the_night_booked(viktor)
    booking = Booking.objects.get()
    assert (booking.act, booking.state, booking.fee_minor) == (company.tide, BookingState.CONFIRMED, 50000)
    assert booking.spot.show.night == NIGHT


def search_for_a_doom_band(viktor: Hands, has_scripts: bool) -> None:
    """For a night, a place and a style; "metal" finds doom metal."""
    fold = viktor.page.locator("#search-fold > summary")
    if fold.count():
        while not viktor.is_on(fold):
            viktor.press("Tab")
        viktor.enter()
    viktor.write_day("Night", NIGHT)
    if has_scripts:
        expect(viktor.page.get_by_label("Night 2")).to_be_visible()
        viktor.write("Near", "Hambu", role="combobox")
        expect(viktor.page.get_by_role("option", name="Hamburg, Germany").first).to_be_visible()
        viktor.press("ArrowDown")
        viktor.enter()
    else:
        viktor.write("Near", "Hamburg, Germany")
    viktor.write("Genre", "metal", role="combobox")
    viktor.enter()
    expect(viktor.page.locator("#count")).to_have_text("1 act")
    expect(viktor.main.locator(".hit")).to_contain_text(f"Free on Sat {NIGHT.day} ")


def keep_the_search(viktor: Hands) -> None:
    viktor.follow("Save this search")
    viktor.write("Name", "Doom for the cellar")
    viktor.submit("Save")
    viktor.page.goto(viktor.page.url)  # what follows asks for nothing that only stands in the history
    viktor.follow("Doom for the cellar")
    kept = SavedSearch.objects.get()
    assert kept.name == "Doom for the cellar"
    assert str(NIGHT) in kept.query


def open_the_act(viktor: Hands) -> None:
    viktor.follow("Low Tide")
    expect(viktor.main.get_by_role("heading", level=1)).to_have_text("Low Tide")


def request_the_night(viktor: Hands, has_scripts: bool) -> None:
    """With scripts the form comes into the page for the night that was picked; without, by the list's links."""
    if has_scripts:
        pick_the_night(viktor)
        expect(viktor.page.get_by_label("Date", exact=True)).to_be_focused()
    else:
        viktor.follow("Request a date")
        viktor.write_day("Date", NIGHT)
    expect(viktor.page.get_by_label("Date", exact=True)).to_have_value(NIGHT.isoformat())
    viktor.write("Place", "Harbour Cellar, Große Elbstraße 1")
    viktor.write(re.compile("budget|Fee"), "400")
    viktor.write("Message", "Forty minutes of doom below the tide?")
    viktor.submit("Send request")
    expect(viktor.main).to_contain_text("Waiting for Low Tide")


def pick_the_night(viktor: Hands) -> None:
    """One stop for the whole month; Page Down turns it, arrows go to the night, Enter asks for it."""
    night = viktor.page.locator(f"#calendar td[data-date='{NIGHT}']:not(.out)")
    viktor.tab_to("gridcell", re.compile("."))
    for _month in range(MONTHS_AHEAD):
        if night.count():
            break
        shown = viktor.page.locator(".public-calendar h3").inner_text()
        viktor.page.keyboard.press("PageDown")
        expect(viktor.page.locator(".public-calendar h3")).not_to_have_text(shown)
        expect(viktor.page.locator("#calendar td:focus")).to_have_count(1)
    viktor.press("Control+Home")
    for _day in range(DAYS_SHOWN):
        if viktor.is_on(night.or_(night.locator("*"))):
            break
        viktor.press("ArrowRight")
    viktor.enter()


def answer_with_other_terms(nele: Hands) -> None:
    """From "Today", where it waits for her."""
    expect(nele.main).to_contain_text("Forty minutes of doom below the tide?")
    nele.follow(re.compile("wants to book Low Tide on"))
    nele.follow("Counter-offer")
    nele.write(re.compile("^Guarantee|^Fee"), "500")
    nele.write(re.compile("^Message"), "With our own PA.")
    nele.submit("Send counter-offer")
    assert Booking.objects.get().fee_minor == 50000


def accept_what_was_answered(viktor: Hands) -> None:
    viktor.follow(re.compile("Low Tide"))
    viktor.tab_to("button", "Accept")
    viktor.enter()
    expect(viktor.main).to_contain_text("Booked")
    assert Booking.objects.get().state == BookingState.CONFIRMED


def see_the_night_booked(viktor: Hands) -> None:
    """On the page that everybody sees."""
    viktor.page.goto(viktor.page.url.split("/bookings/")[0] + f"/acts/low-tide/?month={NIGHT:%Y-%m}")
    expect(viktor.page.locator(f"#calendar td[data-date='{NIGHT}'] .tape.booked")).to_be_visible()
