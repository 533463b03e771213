"""One song from the search to the reviews, in two browsers: found, booked, paid, sent, delivered, commented, revised,
compared, accepted, paid out and reviewed."""

import os
import re

import pytest
import requests
from allauth.account.models import EmailAddress
from playwright.sync_api import Page, expect

from accounts.models import User
from payments.models import PayoutAccount, Transfer
from payments.states import OutgoingState
from stageslot.embedded.processes import wait_until
from studio.models import Mix, Session, SessionFile
from studio.states import SessionState
from tests.browser.looking import faults
from tests.browser.studio.pages import PHONE, add_mix, deliver, state
from tests.browser.test_paying import enter, press
from tests.browser.test_threads import MIB, PARTS, cut_from, offsets_sent
from tests.factories import PASSWORD, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CLOSE_MS = 30
"""Nearer than this two mixes play at the same moment."""
POSITIONS = "() => [...document.querySelectorAll('.track audio')].map((audio) => audio.currentTime * 1000)"
CUT = "net::ERR_CONNECTION_RESET"
"""What the console says of the part that never arrived."""
STEMS = b"PK\x03\x04" + os.urandom(9 * MIB)
"""Two parts, as the page sends them."""


def test_a_song_from_the_search_to_the_reviews(site_with_money, service, engineer, browse, errors, tmp_path):
    site, client_user = site_with_money, UserFactory(name="Mia Song")
    client, studio = browse(client_user, viewport=PHONE), browse(engineer)
    connect_account(studio, site.url, engineer)
    find(client, site.url)
    session = book_and_pay(client)
    send_stems(client, session, tmp_path / "Stems.zip")
    begin_and_deliver(studio, session)
    comment(client, session)
    ask_for_revision(client, session)
    answer_and_deliver_again(studio, session)
    compare(client, session)
    accept(client, session)
    is_paid_out(studio, site)
    review_each_other(client, studio, session)
    assert [error for error in errors if CUT not in error] == []


def connect_account(studio: Page, address: str, engineer: User) -> None:
    """Where the engineer is paid, at the stand-in for Stripe; it takes a fresh sign-in."""
    EmailAddress.objects.create(user=engineer, email=engineer.email, verified=True, primary=True)
    studio.context.clear_cookies()
    studio.goto(f"{address}/account/login/")
    studio.get_by_label("Email").fill(engineer.email)
    studio.get_by_label("Password").fill(PASSWORD)
    press(studio, "Sign in")
    expect(studio).not_to_have_url(re.compile("/account/login/"))
    studio.goto(f"{address}/money/low-end/payouts/")
    studio.locator("main select").select_option("DE")
    press(studio, "Continue at Stripe")
    press(studio, "Everything is entered")
    expect(studio.locator("main")).to_contain_text("Card payments are on")


def find(client: Page, address: str) -> None:
    """By the search for professionals, from its result to the page, and from there to the form."""
    client.goto(f"{address}/professionals/?discipline=mixing&sort=rate")
    assert wait_until(lambda: client.reload() and client.get_by_role("link", name="Low End").count(), seconds=30)
    client.get_by_role("link", name="Low End").first.click()
    expect(client.get_by_role("heading", level=1)).to_have_text("Low End")
    client.locator("main").get_by_role("link", name=re.compile("^Book")).first.click()
    client.get_by_role("link", name="Mixing", exact=True).click()


def book_and_pay(client: Page) -> str:
    """Returns the address of the session."""
    if client.get_by_label("Remotely").count():
        client.get_by_label("Remotely").check()
    client.get_by_label("What is it about?").fill("One song")
    press(client, "Continue")
    press(client, "Book and pay")
    expect(client.get_by_role("timer")).to_contain_text(re.compile("1[45]:"))
    press(client, "Pay €90 by card")
    enter(client, pay="Pay €90")
    expect(client.locator("main")).to_contain_text("Paid.")
    client.get_by_role("link", name=re.compile("^Back to")).click()
    state(client, "Booked")
    return client.url


def send_stems(client: Page, session: str, file) -> None:
    """The connection breaks after the first part. Picked again on the page opened anew, the file goes on from there."""
    file.write_bytes(STEMS)
    form = client.locator("form[action$='/files/']")
    client.goto(f"{session}files/")
    cut_from(client, 8 * MIB)
    form.locator("input[type=file]").set_input_files(file)
    expect(form.locator(".uploads")).to_contain_text("The upload continues")
    client.unroute(PARTS)
    client.goto(f"{session}files/")
    sent = offsets_sent(client)
    form.get_by_label("Folder").select_option(label="Stems")
    form.locator("input[type=file]").set_input_files(file)
    expect(form.locator(".uploads")).to_contain_text("Ready")
    assert sent == [8 * MIB]
    form.get_by_role("button", name="Add").click()
    expect(client.locator("#work")).to_contain_text("Stems.zip")
    assert SessionFile.objects.get().file.bytes == len(STEMS)


def begin_and_deliver(studio: Page, session: str) -> None:
    studio.goto(session)
    press(studio, "Begin")
    state(studio, "In progress")
    studio.goto(f"{session}files/")
    expect(studio.locator("#work")).to_contain_text("Stems.zip")
    add_mix(studio, "Low Tide", 12.0)
    expect(studio.locator("#work")).to_contain_text("LUFS")  # by itself, once the worker has measured it
    assert faults(studio) == []
    studio.goto(session)
    deliver(studio, "Mix 1")
    state(studio, "Delivered")


def comment(client: Page, session: str) -> None:
    client.goto(f"{session}files/")
    assert client.locator("#work a[href^='/files/']:not([href$='Stems.zip'])").count() <= 1  # their own stems alone
    client.get_by_role("link", name="Mix 1").click()
    expect(client.locator("main")).to_contain_text("This preview has a tone")
    expect(client.locator(".waveform")).to_be_visible()
    client.locator("audio").evaluate("(audio) => { audio.currentTime = 7.5 }")
    client.get_by_role("textbox", name="Comment", exact=True).click()
    expect(client.get_by_role("textbox", name="Time in the mix")).to_have_value("0:07.5")
    client.get_by_role("textbox", name="Comment", exact=True).fill("The snare is too loud")
    press(client, "Comment")
    expect(client.locator(".comments")).to_contain_text("The snare is too loud")
    assert faults(client) == []
    client.set_viewport_size(PHONE)


def ask_for_revision(client: Page, session: str) -> None:
    client.goto(session)
    client.locator("summary", has_text="Ask for a revision").click()
    revise = client.locator("form[action$='/revise/']")
    revise.locator("textarea").fill("Softer snare")
    revise.get_by_role("button").click()
    state(client, "In progress")


def answer_and_deliver_again(studio: Page, session: str) -> None:
    studio.goto(f"{session}files/")
    studio.get_by_role("link", name="Mix 1").click()
    studio.locator("summary", has_text="Answer").click()
    studio.locator(".comments textarea").fill("Done in mix 2")
    studio.locator(".comments").get_by_role("button", name="Answer").click()
    expect(studio.locator(".comments")).to_contain_text("Done in mix 2")
    press(studio, "Mark as done")
    expect(studio.locator(".comments")).to_contain_text("Done")
    studio.goto(f"{session}files/")
    add_mix(studio, "Low Tide", 12.0)
    expect(studio.locator("#work .small abbr[title^=Loudness]")).to_have_count(2)
    studio.goto(session)
    deliver(studio, "Mix 2")
    state(studio, "Delivered")


def compare(client: Page, session: str) -> None:
    client.goto(f"{session}files/")
    client.get_by_role("link", name="Mix 2").click()
    client.get_by_label("Compare with").select_option(label="Low Tide 1")
    press(client, "Compare")
    press(client, "Play")
    for choice in ("B", "A", "B"):
        client.wait_for_timeout(700)
        press(client, choice)
        first, second = client.evaluate(POSITIONS)
        assert first > 0
        assert abs(first - second) < CLOSE_MS
    press(client, "Pause")
    assert faults(client) == []
    client.set_viewport_size(PHONE)


def accept(client: Page, session: str) -> None:
    """Opens the originals, and lets the money go."""
    client.goto(session)
    press(client, "Accept")
    state(client, "Completed")
    client.goto(f"{session}files/")
    client.get_by_role("link", name="Mix 2").click()
    with client.expect_download() as download:
        client.get_by_role("link", name="Download the original").click()
    assert download.value.suggested_filename == "Low Tide.wav"
    assert Session.objects.get().state == SessionState.COMPLETED
    assert Mix.objects.filter(accepted_at=None).count() == 0


def is_paid_out(studio: Page, site) -> None:
    """The worker sends the share to the engineer's account, and the provider sends it on to the bank."""
    assert wait_until(lambda: Transfer.objects.filter(state=OutgoingState.DONE).exists(), seconds=30)
    studio.goto(f"{site.url}/money/low-end/")
    expect(studio.locator("main")).to_contain_text("€90")
    account = PayoutAccount.objects.get()
    requests.post(f"{site.money_url}/dashboard/{account.provider_id}", data={"what": "pay_out"}, timeout=5)
    studio.goto(f"{site.url}/money/low-end/payouts/")
    press(studio, "Check again")
    expect(studio.locator("#payouts")).to_contain_text("arrived on")


def review_each_other(client: Page, studio: Page, session: str) -> None:
    """Neither reads what the other has written before both have."""
    write_review(client, session, "4, good", "A clear mix, on time.")
    studio.goto(session)
    expect(studio.locator("#reviews")).not_to_contain_text("A clear mix")
    write_review(studio, session, "5, outstanding", "Well prepared stems.")
    for page in (client, studio):
        page.goto(session)
        expect(page.locator("#reviews")).to_contain_text("A clear mix, on time.")
        expect(page.locator("#reviews")).to_contain_text("Well prepared stems.")


def write_review(page: Page, session: str, rating: str, words: str) -> None:
    page.goto(session)
    page.locator("#reviews").get_by_role("link", name=re.compile("^Review ")).click()
    page.get_by_label(rating).check()
    page.get_by_label("In your words").fill(words)
    press(page, "Save the review")
    expect(page.locator("#reviews")).to_be_visible()
