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
from bands.actions import ask_members
from bands.models import AskedMember
from bookings.actions import accept_booking
from bookings.models import Booking, Show
from bookings.states import BookingState
from catalogue.models import City
from discovery.actions.saved import save_search
from discovery.models import SavedSearch, SearchKind
from discovery.queries.cities import city_address
from holds.models import Hold
from tests.bookings.scenes import Act, House, a_house, an_act, an_application, an_open_show, know_all
from tests.browser.keys import MOST_TABS
from tests.browser.looking import faults, some
from tests.discovery.kits import private_link, write_everything
from tests.factories import MembershipFactory, UserFactory
from tests.holds.scenes import a_hold
from tests.media.making import make_picture
from venues.models import Venue

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
    kit_token: str
    search: SavedSearch


@pytest.fixture
def world(site):
    hamburg = City.objects.get(names__name="Hamburg", country="DE")
    house = a_house(name="Harbour Cellar", slug="harbour-cellar", tagline="Two stages below the tide.", city=hamburg)
    Venue.objects.filter(party=house.party).update(latitude=53.5453, longitude=9.9527, access_info="A lift, no step.")
    nele = UserFactory(name="Nele")
    act = an_act(members=[nele, UserFactory(name="Jonas")], name="North Quay", slug="north-quay", city=hamburg)
    act.party.genres.set(["doom-metal", "jazz"])
    MembershipFactory(party=act.party, user=nele, role=Role.MANAGER)
    MembershipFactory(party=house.party, user=nele, role=Role.MANAGER)
    know_all(nele)
    booked, pending, open_show = (
        an_open_show(house, title=title, starts_at=EVENING + dt.timedelta(days=days))
        for title, days in (("Harbour Night", 0), ("Low Tide", 1), ("High Tide", 2))
    )
    accept_booking(acting_user=house.manager, booking=an_application(act, booked))
    write_everything(act)
    house.stage.photos.create(picture=make_picture(alt="The stage from the bar"))
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
        kit_token=private_link(act, shows_unlisted=True, shows_exact_fees=True)[1],
        search=keep_search(nele),
    )


def keep_search(user: User) -> SavedSearch:
    who = {"acting_user": user, "kind": SearchKind.ACTS}
    return save_search(name="Doom near the harbour", query="genre=doom-metal", often="daily", **who)


def sign_in(context, site, user: User) -> Page:
    """A page of somebody who has signed in already."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site.url}])
    return context.new_page()


def main_pages(world: World) -> list[str]:
    month = f"?month={EVENING:%Y-%m}"
    return [*public_pages(world, month), *kit_pages(world), *calendar_pages(world, month), *booking_pages(world)]


def public_pages(world: World, month: str) -> list[str]:
    return [
        "/",
        "/acts/",
        f"/acts/?genre=heavy-metal&night={EVENING + dt.timedelta(days=20):%Y-%m-%d}&fee_max=400&any_night=on",
        "/acts/?q=nobody+is+called+so&rating_min=4",
        "/acts/?fee_max=much",
        f"/acts/north-quay/{month}",
        "/venues/",
        "/venues/?q=harbour&city=Hamburg%2C+Germany",
        f"/venues/harbour-cellar/{month}",
        "/open-nights/?q=harbour&city=Hamburg%2C+Germany",
        "/open-nights/?band=north-quay",
        f"/shows/{world.pending.spot.show_id}/",
        f"/embed/north-quay/calendar/{month}",
        "/cities/",
        "/regions/hamburg-de-04/",
        city_address(world.house.party.city),
        f"{city_address(world.house.party.city)}?week={EVENING:%G-W%V}",
        f"/kit/{world.kit_token}/",
        "/searches/",
        "/searches/new/acts/?genre=doom-metal",
        f"/searches/{world.search.pk}/edit/",
    ]


def kit_pages(world: World) -> list[str]:
    parts = ("", "texts/", "tracks/", "quotes/", "plot/", "inputs/", "links/")
    return [
        "/acts/north-quay/preview/",
        "/parties/north-quay/photos/",
        f"/parties/north-quay/photos/{world.act.party.photos.first().pk}/",
        "/parties/north-quay/embed/",
        *(f"/bands/north-quay/press/{part}" for part in parts),
        f"/stages/{world.house.stage.pk}/edit/",
        f"/shows/{world.open_show.pk}/publicity/",
    ]


def calendar_pages(world: World, month: str) -> list[str]:
    return [
        f"/calendar/{month}",
        "/bands/north-quay/",
        f"/bands/north-quay/nights/{EVENING:%Y-%m-%d}/",
        "/bands/north-quay/asks/",
        "/bands/north-quay/asks/new/",
        f"/bands/north-quay/asks/{world.poll.ask_id}/",
        f"/answers/{answer_token(world.poll)}/",
        f"/venues/harbour-cellar/desk/?view=month&from={EVENING:%Y-%m-%d}",
    ]


def booking_pages(world: World) -> list[str]:
    return [
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
        "/messages/",
        f"/messages/{world.booked.pk}/",
    ]


def test_main_pages_are_accessible_and_fit(site, world, new_context):
    signed_in = sign_in(new_context(), site, world.nele)
    anybody = new_context().new_page()
    public = [
        "/",
        "/acts/?genre=heavy-metal",
        "/acts/north-quay/",
        "/venues/harbour-cellar/",
        f"/kit/{world.kit_token}/",
    ]
    visits = [(signed_in, path) for path in main_pages(world)] + [(anybody, path) for path in public]
    found = []
    for page, path in some(visits):
        assert page.goto(site.url + path).status in (200, 422), path  # the latter: what cannot be asked
        found += faults(page)
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
    expect(manager.locator("main")).to_contain_text("Booked")
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
    expect(manager.locator("main")).to_contain_text("Booked")
    booking.refresh_from_db()
    assert booking.state == BookingState.CONFIRMED


def tab_to(page: Page, selector: str) -> None:
    """By the Tab key alone, as far as it takes."""
    for _tab in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")
