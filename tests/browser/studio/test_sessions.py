"""Sessions in two browsers: a request with a counter-offer, pages that renew themselves, and a mix without scripts."""

import datetime as dt
import re

import pytest
from django.db import transaction
from django.utils.timezone import now
from playwright.sync_api import Page, expect

from accounts.actions.parties import ensure_person_party
from payments.actions.locking import lock_payments
from payments.actions.moving import move_payment
from payments.states import PaymentState
from studio.actions import add_hours, update_service
from studio.actions.sessions import TO_PAY_AT_ONCE, approve_session, begin_session, book_session, deliver_session
from studio.actions.sessions.paying import TO_PAY_AFTER_APPROVAL, lock_sessions_of
from studio.models import Session
from studio.states import SessionState
from tests.browser.looking import faults
from tests.browser.studio.pages import PHONE, state
from tests.browser.test_paying import enter, press
from tests.factories import UserFactory
from tests.media.making import sound_bytes
from tests.studio.test_slots import a_stored_service

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def by_the_hour(engineer, service):
    """On request, in five days, at terms by which half of it goes back then; its start."""
    start = (now() + dt.timedelta(days=5)).replace(hour=9, minute=0, second=0, microsecond=0)
    professional = service.professional
    add_hours(
        acting_user=engineer,
        professional=professional,
        starts_at=start,
        ends_at=start + dt.timedelta(hours=4),
        rrule="",
    )
    return a_stored_service(
        engineer, professional, name="Recording", mode="request", cancellation_tiers=[[7, 50], [0, 100]]
    )


def test_a_request_is_answered_with_a_counter_offer_paid_called_off_and_half_goes_back(
    site_with_money, by_the_hour, engineer, browse, errors
):
    site, client_user = site_with_money, UserFactory(name="Mia Song")
    client, studio = browse(client_user, viewport=PHONE), browse(engineer)
    client.goto(f"{site.url}/professionals/low-end/book/{by_the_hour.pk}/?minutes=120")
    client.locator(".slot-days a").first.click()
    client.get_by_label("Remotely").check()
    press(client, "Continue")
    expect(client.locator("main")).to_contain_text("€120")
    press(client, "Send request")
    state(client, "Requested")
    session = client.url

    studio.goto(session)
    expect(studio.locator("main")).to_contain_text("€120")
    studio.locator("summary", has_text="Propose other terms").click()
    form = studio.locator("form[action$='/terms/']")
    form.get_by_label("Total price").fill("160")
    form.get_by_label("Message").fill("With an assistant")
    form.get_by_role("button", name="Propose").click()
    expect(studio.get_by_role("button", name="Withdraw proposal")).to_be_visible()
    expect(client.locator("main")).to_contain_text("With an assistant")  # by itself
    press(client, "Agree")
    state(client, "To be paid")
    state(studio, "To be paid")  # by itself
    client.get_by_role("link", name="Pay €160").click()
    press(client, "Pay €160 by card")
    enter(client, pay="Pay €160")
    expect(client.locator("main")).to_contain_text("Paid.")
    payment = client.url.removesuffix("returned/")
    state(studio, "Booked")

    for page, back in ((studio, "gets back €160 of €160"), (client, "you get back €80 of €160")):
        page.goto(session)
        page.locator("summary", has_text="Cancel session").click()
        expect(page.locator("main")).to_contain_text(back)
    form = client.locator("form[action$='/cancel/']")
    form.locator("textarea").fill("The drummer is ill")
    form.get_by_role("button", name="Cancel session").click()
    state(client, "Cancelled")
    state(studio, "Cancelled")
    expect(studio.locator("details:has(#fold-history) > ul")).to_contain_text("The drummer is ill")
    assert faults(client) == faults(studio) == []
    for page in (client, studio):
        page.goto(payment)
        expect(page.locator("main")).to_contain_text("Paid, then refunded in part.")
        expect(page.locator("main")).to_contain_text("€160")
        expect(page.locator("main")).to_contain_text("€80 · Given back")
    assert errors == []


def is_live(*pages: Page) -> None:
    for page in pages:
        expect(page.locator("html")).to_have_attribute("data-stream", "open")


def test_both_sides_see_each_step_and_keep_what_they_write(site, service, engineer, browse, errors):
    client_user = UserFactory(name="Mia Song")
    update_service(acting_user=engineer, service=service, mode="request")
    session = book_session(
        acting_user=client_user, service=service, client=ensure_person_party(client_user), is_remote=True,
        expected_price=9_000,
    )  # fmt: skip
    client, studio = browse(client_user, viewport=PHONE), browse(engineer)
    for page in (client, studio):
        page.goto(f"{site.url}/sessions/{session.pk}/")
    is_live(client, studio)

    studio.locator("summary", has_text="Decline").click()
    reason = studio.locator("form[action$='/decline/'] textarea")
    reason.fill("On holiday until ")
    studio.locator("h1").click()
    a_quarter_left = now() - TO_PAY_AFTER_APPROVAL + TO_PAY_AT_ONCE
    approve_session(acting_user=engineer, session_id=session.pk, at=a_quarter_left)
    state(client, "To be paid")
    expect(client.get_by_role("link", name="Pay €90")).to_be_visible()
    expect(client.get_by_role("timer")).to_have_text(re.compile("^14:"))
    state(studio, "To be paid")
    expect(reason).to_have_value("On holiday until ")
    reason.fill("")
    studio.locator("h1").click()
    expect(reason).to_have_count(0)

    session.refresh_from_db()
    with transaction.atomic():
        lock_sessions_of([session.payment_id])
        [payment] = lock_payments([session.payment_id])
        move_payment(payment, PaymentState.PAID)
    for page in (client, studio):
        state(page, "Booked")
    expect(studio.locator("summary", has_text="Add a link for calls")).to_be_visible()

    studio.locator("summary", has_text="Cancel session").click()
    begin_session(acting_user=engineer, session_id=session.pk)
    client.locator("summary", has_text="Report").click()
    for page in (client, studio):
        state(page, "In progress")
    expect(studio.locator("form[action$='/deliver/']")).to_have_count(1)
    problem = client.locator("form[action$='/report/'] textarea")
    expect(problem).to_be_visible()
    problem.fill("Nobody came")
    deliver_session(acting_user=engineer, session_id=session.pk, text="Here it is")
    state(client, "Delivered")
    expect(client.locator("details:has(#fold-history) > ul")).to_contain_text("Here it is")
    expect(problem).to_be_visible()
    expect(problem).to_have_value("Nobody came")
    assert faults(client) == faults(studio) == []
    assert errors == []


def test_a_mix_without_scripts(site_with_money, service, engineer, browse):
    """The browser's own players, the form with the file, and a comment at a moment that one writes oneself."""
    site, client_user = site_with_money, UserFactory(name="Mia Song")
    client, studio = (browse(who, java_script_enabled=False) for who in (client_user, engineer))
    client.goto(f"{site.url}/professionals/low-end/book/{service.pk}/")
    if client.get_by_label("Remotely").count():
        client.get_by_label("Remotely").check()
    press(client, "Continue")
    press(client, "Book and pay")
    client.locator(".kicker").get_by_role("link").click()
    state(client, "To be paid")
    session = client.url
    Session.objects.update(state=SessionState.CONFIRMED)
    studio.goto(f"{session}files/")
    studio.locator("#mix_title").fill("Low Tide")
    form = studio.locator("form[action$='/mixes/']")
    file = {"name": "Low Tide.wav", "mimeType": "audio/wav", "buffer": sound_bytes(2.0)}
    form.locator("input[type=file]").set_input_files([file])
    form.get_by_role("button", name="Add the mix").click()
    expect(studio.locator("#work")).to_contain_text("Mix 1")
    client.goto(f"{session}files/")
    client.get_by_role("link", name="Mix 1").click()
    client.get_by_role("textbox", name="Time in the mix").fill("0:01")
    client.get_by_role("textbox", name="Comment", exact=True).fill("Softer")
    press(client, "Comment")
    expect(client.locator(".comments")).to_contain_text("0:01.0")
    client.get_by_role("textbox", name="Time in the mix").fill("now")
    client.get_by_role("textbox", name="Comment", exact=True).fill("Softer")
    press(client, "Comment")
    expect(client.locator("main")).to_contain_text("Enter a time like 1:23.")
