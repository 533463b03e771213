"""What axe finds on the main pages; the main moves without scripts, and by keyboard."""

import datetime as dt
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.test import Client
from django.utils.timezone import now
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.states import Role
from bands.access import answer_token
from bands.actions import add_piece, ask_members, publish_kit, set_inputs, set_plot, write_kit
from bands.models import AskedMember
from bands.models.press import InputLine, PlotItem
from bookings.actions import accept_booking
from bookings.models import Booking, Hold, Show
from bookings.states import BookingState
from tests.bookings.holds.scenes import a_hold
from tests.bookings.scenes import Act, House, a_house, an_act, an_application, an_open_show, know_all
from tests.browser.looking import THEMES, faults
from tests.factories import MembershipFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EVENING = (now() + dt.timedelta(days=8)).replace(hour=20, minute=0, second=0, microsecond=0)


@dataclass
class World:
    """A house, and an act with a night that is booked, one it applied for, one that is open and one that it holds.

    `nele` leads the act, plays in it and manages the house: her pages show all there is to do.
    """

    house: House
    act: Act
    nele: User
    booked: Booking
    pending: Booking
    open_show: Show
    hold: Hold
    poll: AskedMember


@pytest.fixture
def world(site):
    house = a_house(name="Harbour Cellar", slug="harbour-cellar", tagline="Two stages below the tide.")
    nele = UserFactory(name="Nele")
    act = an_act(members=[nele, UserFactory(name="Jonas")], name="North Quay", slug="north-quay")
    MembershipFactory(party=act.party, user=nele, role=Role.MANAGER)
    MembershipFactory(party=house.party, user=nele, role=Role.MANAGER)
    know_all(nele)
    booked, pending, open_show = (
        an_open_show(house, title=title, starts_at=EVENING + dt.timedelta(days=days))
        for title, days in (("Harbour Night", 0), ("Low Tide", 1), ("High Tide", 2))
    )
    accept_booking(acting_user=house.manager, booking=an_application(act, booked))
    write_press_kit(act, nele)
    ask = ask_members(acting_user=nele, party=act.party, nights=[EVENING.date()], title="Next week", is_poll=True)
    return World(
        house,
        act,
        nele,
        booked=Booking.objects.get(),
        pending=an_application(act, pending),
        open_show=open_show,
        hold=a_hold(house, act, at=now()),
        poll=ask.asked.get(user=nele),
    )


def write_press_kit(act: Act, leader: User) -> None:
    who = {"acting_user": leader, "party": act.party}
    write_kit(bio_short="Four people and the tide.", rider_text="Power.", cancellation_terms="Half.", **who)
    add_piece(part="quotes", text="Loud.", source="Visions", **who)
    add_piece(part="embeds", pasted="https://youtu.be/dQw4w9WgXcQ", **who)
    add_piece(part="figures", kind="draw", value=180, as_of=dt.date(2026, 5, 1), **who)
    set_plot(items=[PlotItem(kind="drum_kit", x=50, y=20, label="Dana")], **who)
    set_inputs(lines=[InputLine(channel=1, source="Kick", mic="D6")], **who)
    publish_kit(**who)


def sign_in(context, site, user: User) -> Page:
    """A page of somebody who has signed in already."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site.url}])
    return context.new_page()


def main_pages(world: World) -> list[str]:
    month = f"?month={EVENING:%Y-%m}"
    return [
        "/acts/",
        "/venues/",
        "/cities/",
        "/searches/",
        f"/embed/north-quay/calendar/{month}",
        "/parties/north-quay/embed/",
        *(f"/bands/north-quay/press/{part}" for part in ("", "texts/", "quotes/", "plot/", "inputs/", "links/")),
        f"/shows/{world.open_show.pk}/publicity/",
        f"/acts/north-quay/{month}",
        f"/venues/harbour-cellar/{month}",
        "/open-nights/?band=north-quay",
        f"/shows/{world.pending.spot.show_id}/",
        "/",
        f"/calendar/{month}",
        "/bands/north-quay/",
        f"/bands/north-quay/nights/{EVENING:%Y-%m-%d}/",
        "/bands/north-quay/asks/",
        "/bands/north-quay/asks/new/",
        f"/bands/north-quay/asks/{world.poll.ask_id}/",
        f"/answers/{answer_token(world.poll)}/",
        f"/venues/harbour-cellar/desk/?view=month&from={EVENING:%Y-%m-%d}",
        f"/bookings/{world.pending.pk}/",
        f"/bookings/{world.pending.pk}/counter/",
        f"/bookings/{world.booked.pk}/",
        f"/bookings/{world.booked.pk}/contract/",
        f"/shows/{world.open_show.pk}/bill/",
        f"/shows/{world.booked.spot.show_id}/run-of-show/",
        f"/holds/{world.hold.pk}/",
        f"/stages/{world.hold.stage_id}/nights/{world.hold.night}/",
        "/venues/harbour-cellar/rules/",
        "/venues/harbour-cellar/shows/new/",
        "/inbox/",
    ]


@pytest.mark.parametrize("theme", THEMES)
def test_main_pages_are_accessible_and_fit(site, world, new_context, theme):
    signed_in = sign_in(new_context(color_scheme=theme), site, world.nele)
    anybody = new_context(color_scheme=theme).new_page()
    visits = [(signed_in, path) for path in main_pages(world)] + [(anybody, "/")]
    found = []
    for page, path in visits:
        assert page.goto(site.url + path).status == 200, path
        found += faults(page, theme)
    assert found == []


def test_act_applies_and_venue_accepts_without_scripts(site, world, new_context):
    leader = sign_in(new_context(java_script_enabled=False), site, world.act.leader)
    manager = sign_in(new_context(java_script_enabled=False), site, world.house.manager)

    leader.goto(f"{site.url}/open-nights/?band=north-quay")
    leader.locator(".spot", has_text="High Tide").get_by_role("link", name="Apply").click()
    leader.get_by_label("Message").fill("Four of us, forty minutes.")
    leader.get_by_role("button", name="Apply with North Quay").click()
    expect(leader.locator("main")).to_contain_text("Waiting for Harbour Cellar")

    manager.goto(site.url)
    asked = manager.locator("article", has_text="Four of us, forty minutes.")
    asked.get_by_role("button", name="Accept").click()
    expect(manager.locator("main")).to_contain_text("It is booked")
    assert Booking.objects.get(spot__show=world.open_show).state == BookingState.CONFIRMED


def test_act_applies_and_venue_accepts_by_keyboard(site, world, new_context):
    leader = sign_in(new_context(), site, world.act.leader)
    manager = sign_in(new_context(), site, world.house.manager)

    leader.goto(f"{site.url}/spots/{world.open_show.spots.get().pk}/apply/")
    tab_to(leader, "textarea")
    leader.keyboard.type("Four of us, forty minutes.")
    tab_to(leader, "button.main")
    leader.keyboard.press("Enter")
    expect(leader.locator("main")).to_contain_text("Waiting for Harbour Cellar")

    booking = Booking.objects.get(spot__show=world.open_show)
    manager.goto(f"{site.url}/bookings/{booking.pk}/")
    tab_to(manager, "main button.main")
    manager.keyboard.press("Enter")
    expect(manager.locator("main")).to_contain_text("It is booked")
    booking.refresh_from_db()
    assert booking.state == BookingState.CONFIRMED


def tab_to(page: Page, selector: str) -> None:
    """By the Tab key alone, as far as it takes."""
    for _tab in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")
