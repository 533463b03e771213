"""Messages and steps come to open pages by themselves, and nothing of it needs a script."""

import pytest
from playwright.sync_api import expect

from bookings.actions import cancel_booking
from messaging.access import get_thread_for
from messaging.actions import send_message
from tests.bookings.scenes import a_confirmed_booking, a_house, an_act
from tests.browser.test_accessibility import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_bar_counts_and_the_thread_shows_what_happens_elsewhere(site, new_context):
    house, act = a_house(), an_act()
    booking = a_confirmed_booking(house, act)
    host = sign_in(new_context(), site, house.manager)
    host.goto(f"{site.url}/calendar/")
    host.wait_for_function("() => document.documentElement.dataset.stream === 'open'")
    thread = host.context.new_page()
    thread.goto(f"{site.url}/messages/{booking.pk}/")
    thread.wait_for_function("() => document.documentElement.dataset.stream === 'open'")

    send_message(acting_user=act.leader, thread=get_thread_for(act.leader, booking.spot.show_id), text="Hello all")
    expect(host.locator(".rail .count")).to_have_text("1unread")
    cancel_booking(acting_user=act.leader, booking=booking, message="Flu")
    expect(thread.locator(".step").last).to_contain_text("Flu")

    plain = sign_in(new_context(java_script_enabled=False), site, house.manager)
    plain.goto(f"{site.url}/bookings/{booking.pk}/")
    expect(plain.locator(".rail .count")).to_have_text("1unread")
    plain.locator("#beside textarea").fill("Get well")
    plain.locator("#beside").get_by_role("button", name="Send").click()
    expect(plain.locator("#beside-messages")).to_contain_text("Get well")
    expect(thread.locator(".message").last).to_contain_text("Get well")
