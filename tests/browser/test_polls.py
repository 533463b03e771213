"""A poll in real browsers: answered through the mail's link by who is signed out, seen at once by who asked."""

import datetime as dt

import pytest
from django.utils.timezone import now
from playwright.sync_api import expect

from bands.access import answer_token
from bands.actions import ask_members
from tests.bookings.scenes import an_act
from tests.browser.test_accessibility import sign_in
from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_answer_by_the_link_shows_at_once_on_the_page_of_who_asked(site, new_context):
    act = an_act(members=[UserFactory(name="Nele"), UserFactory(name="Jonas")], name="North Quay", slug="north-quay")
    jonas = act.party.memberships.get(user__name="Jonas", role="member").user
    night = now().date() + dt.timedelta(days=9)
    ask = ask_members(acting_user=act.leader, party=act.party, nights=[night], is_poll=True)
    leader = sign_in(new_context(), site, act.leader)
    leader.goto(f"{site.url}/bands/north-quay/asks/{ask.pk}/")
    row = leader.locator(".table-of-time tbody tr")
    expect(row).to_have_count(1)
    expect(row).not_to_contain_text("Busy")

    phone = new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}).new_page()
    phone.goto(f"{site.url}/answers/{answer_token(ask.asked.get(user=jonas))}/")
    phone.get_by_role("button", name="No", exact=True).click()
    expect(phone.locator("main")).to_contain_text("Saved, thanks")

    expect(row).to_contain_text("Busy")


def test_a_night_of_the_green_zone_opens_to_its_reasons(site, new_context):
    act = an_act(members=[UserFactory(name="Nele")], name="North Quay", slug="north-quay")
    page = sign_in(new_context(), site, act.leader)
    page.goto(f"{site.url}/bands/north-quay/")
    night = page.locator("details.night").first
    for fold in page.locator("details.more:has(details.night) > summary").all():
        fold.click()
    night.locator("summary").click()
    expect(night).to_contain_text("never filled in")
