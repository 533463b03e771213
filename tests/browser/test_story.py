"""The whole main job by people in browsers: pages, live updates, worker and database as they run.

A night is booked, starting from nothing, and then everybody tries to book it again. Only staff are there at first.
"""

import datetime as dt
import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from bookings.models import Booking, Show
from bookings.states import BookingState
from tests.browser import attempts
from tests.browser.marking import (
    mark_by_click,
    mark_by_drag,
    mark_by_keyboard,
    night_of,
    open_calendar,
    say_hours,
    strip_of,
    the_rest_is_free_until,
)
from tests.browser.people import PASSWORD, Person
from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
log = logging.getLogger(__name__)
BERLIN = ZoneInfo("Europe/Berlin")
DAY = dt.timedelta(days=1)
LIVE_WITHIN = 15.0
"""Seconds from a click until another browser shows what it did: half of one, where the machine has nothing else to do,
and the log says how many it was; without the live stream it would be a minute."""
TURNED = """selector => {
  const look = () => { if (document.querySelector(selector)) window.turnedAt ??= Date.now(); };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
  window.turnedAt = null;
  look();
}"""


def a_saturday(today: dt.date) -> dt.date:
    """Two to five weeks ahead, with nine days before it in the same month."""
    saturday = today + DAY * (14 + (5 - today.weekday()) % 7)
    while saturday.day < 10:
        saturday += 7 * DAY
    return saturday


SATURDAY = a_saturday(dt.datetime.now(BERLIN).date())
FRIDAY, THURSDAY, WEDNESDAY, TUESDAY = (SATURDAY - DAY * days for days in (1, 2, 3, 4))
MONDAY_AFTER = SATURDAY + 2 * DAY
LONG_AFTER = SATURDAY + 90 * DAY


def at(clock: str, day: dt.date = SATURDAY) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.fromisoformat(clock), BERLIN)


@dataclass
class Company:
    """Everybody of the story. Nele, Jonas, Mika and Dana will be North Quay; Dana drums in Olga's Glass Parade too;
    Viktor has a venue. Mika's browser runs no scripts."""

    nele: Person
    jonas: Person
    mika: Person
    dana: Person
    olga: Person
    viktor: Person
    staff: Person
    visitor: Person


@pytest.fixture
def company(site, new_context):
    staff = UserFactory(email="staff@example.org", name="Staff", is_staff=True, is_superuser=True)
    staff.emailaddress_set.create(email=staff.email, verified=True, primary=True)
    names = ("Nele", "Jonas", "Mika", "Dana", "Olga", "Viktor", "Staff", "Visitor")
    contexts = (new_context(java_script_enabled=name != "Mika") for name in names)
    return Company(*(Person(name, site, context) for name, context in zip(names, contexts, strict=True)))


def test_newcomer_books_a_gig_and_nobody_takes_it_twice(company):
    nele, olga, viktor = company.nele, company.olga, company.viktor

    quay = four_become_a_band(company)
    all_say_when_they_can(company)
    green_zone_shows_who_can(nele, quay)
    parade = a_second_band_shares_the_drummer(olga, company.dana)
    venue = a_venue_with_two_stages_opens(viktor)
    staff_approve_all_that_waits(company.staff)

    show = publish_show(viktor, venue, "Harbour Night", "Main Room")
    vault = publish_show(viktor, venue, "Vault Session", "Vault")
    find_in_the_gig_finder(nele, quay)
    browsers = two_browsers_side_by_side(company, venue, quay)
    calendars_turn(browsers, "pending", lambda: apply_with_the_quay(nele))
    apply(olga, show, parade)
    apply(olga, vault, parade)
    nele.open(f"/bands/{quay}/")
    olga.open(f"/bands/{parade}/")
    viktor.open(f"/shows/{show}/")
    viktor.reads("Four of us, forty minutes of harbour songs.")
    calendars_turn(browsers, "booked", lambda: accept_the_quay(viktor))
    green_zones_turn(nele, olga)

    other_band_is_told_honestly(olga)
    all_who_play_have_it_in_their_calendars(company, quay)

    nobody_takes_the_stage_again(viktor, venue)
    nobody_takes_the_band_again(olga, quay)
    nobody_takes_the_drummer_again(viktor, vault)
    programs_are_refused_as_people_are(company, venue, quay, vault)
    attempts.find_no_way_in_the_office(company.staff, vault_booking(vault))
    attempts.is_refused_by_the_database(vault_booking(vault), Show.objects.get(pk=show))
    confirmed = Booking.objects.filter(state=BookingState.CONFIRMED)
    assert [(str(booking.spot.show_id), booking.act.slug) for booking in confirmed] == [(show, quay)]


def four_become_a_band(company: Company) -> str:
    """By password, by a code from a mail, and through an invite link. Returns the band's slug."""
    nele = company.nele
    nele.arrive()
    quay = nele.make_band("North Quay", "Guitar")
    link = nele.invite(quay, people=3)
    company.jonas.join(link, "Bass")
    company.mika.join(link, "Voice")
    company.dana.join(link, "Drums")
    company.dana.sign_out()
    company.dana.sign_in_by_code()
    nele.open(f"/bands/{quay}/edit/")
    nele.fill(Players_needed="3")
    nele.press("Save")
    nele.open(f"/bands/{quay}/members/")
    for words in ("Jonas, Bass", "Mika, Voice", "Dana, Drums", "can be booked"):
        nele.reads(words)
    return quay


def all_say_when_they_can(company: Company) -> None:
    """By click, by keyboard, by drag, and in plain forms without scripts. Mika says nothing of what comes after."""
    mark_by_click(company.nele, FRIDAY, "Busy")
    mark_by_keyboard(company.jonas, THURSDAY, "Maybe")
    mark_by_drag(company.dana, TUESDAY, WEDNESDAY, "Busy")
    mark_by_click(company.mika, TUESDAY, "Maybe")
    say_hours(company.mika, SATURDAY, "free", "16:00", "03:00")
    for person in (company.nele, company.jonas, company.dana):
        the_rest_is_free_until(person, LONG_AFTER)
    the_rest_is_free_until(company.mika, SATURDAY + DAY)


def green_zone_shows_who_can(person: Person, slug: str) -> None:
    person.open(f"/bands/{slug}/")
    expect(night_of(person.page, SATURDAY, "free")).to_contain_text("Everyone")
    expect(night_of(person.page, FRIDAY, "maybe")).to_contain_text("Nele")
    expect(night_of(person.page, THURSDAY, "maybe")).to_contain_text("Jonas")
    expect(night_of(person.page, MONDAY_AFTER, "unknown")).to_contain_text("Mika")


def a_second_band_shares_the_drummer(olga: Person, dana: Person) -> str:
    olga.arrive()
    parade = olga.make_band("Glass Parade", "Keys")
    dana.open(olga.invite(parade, people=1))
    dana.fill(What_do_you_play="Drums")
    dana.press("Join Glass Parade")
    dana.page.wait_for_url(f"**/bands/{parade}/")
    the_rest_is_free_until(olga, LONG_AFTER)
    olga.open(f"/bands/{parade}/")
    expect(night_of(olga.page, SATURDAY, "free")).to_contain_text("Everyone")
    return parade


def a_venue_with_two_stages_opens(viktor: Person) -> str:
    """Returns its slug."""
    viktor.arrive()
    viktor.open("/venues/new/")
    viktor.fill(Name="Harbour Cellar", City="Hamburg, Germany", Street="Große Elbstraße 1")
    viktor.press("Create venue")
    for stage, capacity in (("Main Room", "400"), ("Vault", "80")):
        viktor.fill(Name=stage, Capacity=capacity)
        viktor.press("Add")
        expect(viktor.main.locator("#stages")).to_contain_text(stage)
    viktor.reads("reviewing")
    return viktor.page.url.split("/")[-3]


def staff_approve_all_that_waits(staff: Person) -> None:
    page = staff.page
    staff.open("/admin/accounts/party/?approval__exact=draft")
    page.locator("input[name=login]").fill(staff.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option("approve")
    page.get_by_role("button", name=re.compile("Run")).click()
    expect(page.locator("body")).to_contain_text("3 profiles approved")


def fill_show(viktor: Person, venue: str, title: str, stage: str) -> None:
    """A Saturday night with load-in from 17:00 and one open spot."""
    viktor.open(f"/venues/{venue}/shows/new/")
    viktor.main.get_by_label("Stage").select_option(label=stage)
    viktor.fill(Title=title, Night=SATURDAY.isoformat(), Start="21:00", End="00:30", **{"Load-in": "17:00"})


def publish_show(viktor: Person, venue: str, title: str, stage: str) -> str:
    """Returns the show's id."""
    fill_show(viktor, venue, title, stage)
    viktor.press("Publish")
    expect(viktor.main.get_by_role("heading", level=1)).to_have_text(title)
    return viktor.page.url.split("/")[-2]


def find_in_the_gig_finder(nele: Person, quay: str) -> None:
    """The spot stands out, since all of them can."""
    nele.open(f"/bands/{quay}/")
    nele.follow("Find a gig")
    spot = nele.main.locator(".spot.fits", has_text="Main Room")
    expect(spot).to_contain_text("Everyone’s free")
    expect(spot).to_contain_text("21:00")
    spot.get_by_role("link", name="Apply").click()
    nele.fill(Message="Four of us, forty minutes of harbour songs.")


def two_browsers_side_by_side(company: Company, venue: str, quay: str) -> list[Page]:
    """The venue's page in one, with the night and the two shows on it; the band's in the other. All are free."""
    company.visitor.open(f"/venues/{venue}/?month={SATURDAY:%Y-%m}")
    company.jonas.open(f"/acts/{quay}/?month={SATURDAY:%Y-%m}")
    expect(night_of(company.visitor.page, SATURDAY, "free")).to_have_count(3)
    expect(night_of(company.jonas.page, SATURDAY, "free")).to_be_visible()
    return [company.visitor.page, company.jonas.page]


def calendars_turn(pages: list[Page], voice: str, act: Callable[[], None]) -> None:
    """What `act` does stands on all these pages within a second or so. A reload would lose what is measured."""
    for page in pages:
        expect(page.locator("html")).to_have_attribute("data-stream", "open")
        page.evaluate(TURNED, strip_of(SATURDAY, voice))
    started = time.time() * 1000
    act()
    for page in pages:
        expect(night_of(page, SATURDAY, voice)).to_be_visible()
    seconds = [(page.evaluate("window.turnedAt") - started) / 1000 for page in pages]
    log.info("%s after %s", voice, ", ".join(f"{each:.2f} s" for each in seconds))
    assert max(seconds) < LIVE_WITHIN


def apply_with_the_quay(nele: Person) -> None:
    nele.press("Apply with North Quay")
    nele.reads("Waiting for Harbour Cellar")


def accept_the_quay(viktor: Person) -> None:
    viktor.press("Accept North Quay")
    viktor.reads("Booked")


def apply(olga: Person, show: str, parade: str) -> None:
    olga.open(f"/bands/{parade}/")
    olga.follow("Find a gig")
    spot = olga.main.locator(".spot").filter(has=olga.page.locator(f"a[href='/shows/{show}/']"))
    spot.get_by_role("link", name="Apply").click()
    olga.fill(Message="We would love to.")
    olga.press("Apply with Glass Parade")
    olga.reads("Waiting for Harbour Cellar")


def other_band_is_told_honestly(olga: Person) -> None:
    """By mail, in the inbox, and on the page of the booking."""
    subject = "Not this time: Glass Parade at Harbour Cellar"
    assert "Another act got the slot." in olga.mail(subject)
    olga.open("/inbox/")
    olga.reads(subject)
    olga.main.get_by_role("button", name=subject).click()
    olga.reads("Declined")


def green_zones_turn(nele: Person, olga: Person) -> None:
    """Booked in the one band; no longer green in the other, which learns who is missing and not why."""
    expect(night_of(nele.page, SATURDAY, "booked")).to_be_visible()
    expect(night_of(olga.page, SATURDAY, "busy")).to_contain_text("Dana")
    expect(olga.main).not_to_contain_text("Harbour")
    expect(olga.main).not_to_contain_text("North Quay")


def all_who_play_have_it_in_their_calendars(company: Company, quay: str) -> None:
    """By mail, in the month, and in the feeds that a phone reads."""
    for person in (company.nele, company.jonas, company.mika, company.dana):
        assert "Call: 17:00" in person.mail("Booked: North Quay at Harbour Cellar")
        open_calendar(person, SATURDAY)
        expect(night_of(person.page, SATURDAY, "booked")).to_contain_text("Harbour")
        is_in_feed(subscribe(person, "My calendar"))
        is_in_feed(subscribe(person, "North Quay"))


def subscribe(person: Person, calendar: str) -> str:
    """Returns the secret address."""
    person.open("/you/feeds/")
    person.press("Subscribe", within=person.main.locator("#feeds > li", has_text=calendar))
    person.reads("Copy it now")
    return person.secret()


def is_in_feed(address: str) -> None:
    with urlopen(address) as answer:  # noqa: S310 - our own site
        [gig] = Calendar.from_ical(answer.read()).walk("VEVENT")
    assert (gig.start, gig.end) == (at("17:00"), at("00:30", SATURDAY + DAY))
    assert "Harbour Cellar" in gig["LOCATION"]
    assert "17:00" in gig["DESCRIPTION"]
    assert gig["STATUS"] == "CONFIRMED"


def nobody_takes_the_stage_again(viktor: Person, venue: str) -> None:
    fill_show(viktor, venue, "Afternoon", "Main Room")
    status = viktor.submit("Publish")
    attempts.is_told_what_is_taken(viktor, status, "Another show is on this stage at that time.", "17:00 – 00:30")


def nobody_takes_the_band_again(olga: Person, quay: str) -> None:
    olga.open(f"/acts/{quay}/request/")
    olga.fill(Date=SATURDAY.isoformat(), Set_starts="22:00", until="23:00", Place="My garden")
    status = olga.submit("Send request")
    attempts.is_told_what_is_taken(olga, status, "The act is already booked then")


def nobody_takes_the_drummer_again(viktor: Person, vault: str) -> None:
    """What Olga asked for before is too late now; Viktor learns neither with whom nor where Dana plays."""
    viktor.open(f"/bookings/{vault_booking(vault).pk}/")
    status = viktor.submit("Accept")
    attempts.is_told_what_is_taken(viktor, status, "Someone in the line-up is booked elsewhere", "A member")


def programs_are_refused_as_people_are(company: Company, venue: str, quay: str, vault: str) -> None:
    viktors, olgas = attempts.Program(company.viktor), attempts.Program(company.olga)
    stage = str(Show.objects.get(title="Harbour Night").stage_id)
    evening = {"starts_at": at("20:00").isoformat(), "ends_at": at("23:00").isoformat()}
    viktors.is_told_what_is_taken(f"/venues/{venue}/shows", "a stage", stage=stage, publish=True, **evening)
    olgas.is_told_what_is_taken(f"/parties/{quay}/requests", quay, place="My garden", **evening)
    viktors.is_told_what_is_taken(f"/bookings/{vault_booking(vault).pk}/accept", "a member")


def vault_booking(vault: str) -> Booking:
    return Booking.objects.get(spot__show=vault)
