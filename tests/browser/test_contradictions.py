"""Promised but busy: what axe finds where one decides, and deciding by keyboard and without scripts."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils.timezone import now
from playwright.sync_api import expect

from accounts.actions import create_feed
from accounts.states import Role
from availability.actions import say_time
from bookings.models import LineupEntry
from bookings.states import LineupState
from tests.bookings.scenes import a_confirmed_booking, a_house, an_act, an_open_show
from tests.browser.looking import faults
from tests.browser.test_accessibility import sign_in, tab_to
from tests.factories import MembershipFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EVENING = (now() + dt.timedelta(days=8)).replace(hour=20, minute=0, second=0, microsecond=0)
PAGE = "/calendar/contradictions/"


@pytest.fixture
def nele(site):
    """Promised on two evenings, and away for the month."""
    nele = UserFactory(name="Nele")
    act = an_act(members=[nele], name="North Quay", slug="north-quay")
    MembershipFactory(party=act.party, user=nele, role=Role.MANAGER)
    house = a_house(name="The Ballroom of the Former Harbour Workers Union")
    for day in (0, 1):
        a_confirmed_booking(house, act, starts_at=EVENING + dt.timedelta(days=day))
    say_time(
        acting_user=nele, calendar=nele.calendar, kind="busy", timezone="Europe/Berlin",
        starts_at=EVENING - dt.timedelta(days=1), ends_at=EVENING + dt.timedelta(days=20),
    )  # fmt: skip
    return nele


def test_where_one_decides_is_accessible_and_fits(site, nele, new_context):
    page, found = sign_in(new_context(), site, nele), []
    create_feed(acting_user=nele, kind="person", party=None)
    unbroken = an_act(name="N" * 200, slug="unbroken").party
    MembershipFactory(party=unbroken, user=nele, role=Role.MANAGER)
    spot = an_open_show(a_house(), starts_at=EVENING + dt.timedelta(days=9)).spots.get()
    apply = f"{reverse('bookings:spot_apply', args=[spot.pk])}?act=unbroken"
    for path in (PAGE, f"/parties/north-quay/team/{nele.pk}/remove/", "/you/delete/", "/you/feeds/", apply):
        assert page.goto(site.url + path).status == 200, path
        page.evaluate("document.querySelectorAll('.feeds details').forEach(each => { each.open = true; })")
        found += faults(page)
    assert found == []


def test_the_calendar_leads_to_the_decision_by_keyboard(site, nele, new_context):
    page = sign_in(new_context(), site, nele)
    page.goto(f"{site.url}/calendar/")
    expect(page.locator("#contradictions-note")).to_contain_text("2 gigs clash with your calendar.")
    tab_to(page, "#contradictions-note a")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{PAGE}")
    tab_to(page, "button[value=keep]")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("We won’t ask about this gig again.")
    expect(page.locator("#contradictions article")).to_have_count(1)
    assert LineupEntry.objects.exclude(kept_at=None).count() == 1


def test_deciding_without_scripts(site, nele, new_context):
    page = sign_in(new_context(java_script_enabled=False), site, nele)
    page.goto(site.url)
    page.get_by_role("link", name="Sort it out").click()
    page.get_by_text("Ask to move it").first.click()
    page.get_by_label("Add a message").first.fill("Could it be Sunday?")
    page.get_by_role("button", name="Ask both sides").first.click()
    expect(page.locator("main")).to_contain_text("You’ve asked to move these")
    page.get_by_text("I can’t make it").first.click()
    page.get_by_role("button", name="Drop out").first.click()
    expect(page.locator("#messages")).to_contain_text("We’ve told both sides that a dep is needed.")
    assert LineupEntry.objects.filter(state=LineupState.DECLINED, claim=None).count() == 1
