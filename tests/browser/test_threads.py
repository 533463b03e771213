"""Messages and files in real browsers: two tabs, two presses, uploads that are cut, paused and picked again."""

import hashlib
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.states import Role
from media.files.store import file_store
from messaging.access import get_thread_for
from messaging.actions import send_message
from messaging.models import Attachment, Message, Seat
from tests.browser.test_accessibility import sign_in
from tests.factories import BandFactory, MembershipFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MIB = 1024 * 1024
CONTENT = os.urandom(20 * MIB)
"""Three parts, as the page sends them."""
PARTS = "**/uploads/*"


@pytest.fixture
def band():
    return BandFactory().party


@pytest.fixture
def nele(band):
    return MembershipFactory(party=band, role=Role.OWNER).user


@pytest.fixture
def jonas(band):
    return MembershipFactory(party=band, role=Role.MEMBER).user


@pytest.fixture
def thread_url(site, band):
    return f"{site.url}/messages/{band.pk}/"


@pytest.fixture
def mix(tmp_path) -> Path:
    path = tmp_path / "Mix – Größe.wav"
    path.write_bytes(CONTENT)
    return path


def texts() -> list[str]:
    return list(Message.objects.order_by("number").values_list("text", flat=True))


def pick(page: Page, path: Path) -> None:
    page.get_by_label("Files", exact=True).set_input_files(path)


def send(page: Page) -> None:
    page.get_by_role("button", name="Send", exact=True).click()


def cut_from(page: Page, offset: int) -> None:
    """No part from there on reaches the server."""

    def answer(route: Route) -> None:
        at = int(route.request.headers.get("upload-offset", 0))
        if route.request.method == "PATCH" and at >= offset:
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(PARTS, answer)


def offsets_sent(page: Page) -> list[int]:
    """Fills with where each part that the page sends begins."""
    sent: list[int] = []

    def note(request) -> None:
        if request.method == "PATCH":
            sent.append(int(request.headers["upload-offset"]))

    page.on("request", note)
    return sent


def test_an_upload_that_was_cut_goes_on_in_a_browser_that_was_closed(
    browser_type, browser_type_launch_args, site, nele, thread_url, mix, tmp_path
):
    def browser():
        return browser_type.launch_persistent_context(tmp_path / "profile", **browser_type_launch_args, locale="en-GB")

    with browser() as context:
        page = sign_in(context, site, nele)
        page.goto(thread_url)
        cut_from(page, 16 * MIB)
        pick(page, mix)
        expect(page.locator(".uploads")).to_contain_text("The upload continues")
        expect(page.get_by_role("button", name="Send", exact=True)).to_be_disabled()

    with browser() as context:
        page = sign_in(context, site, nele)
        page.goto(thread_url)
        sent = offsets_sent(page)
        pick(page, mix)
        expect(page.locator(".uploads")).to_contain_text("Ready")
        assert sent == [16 * MIB]
        send(page)
        shown = page.locator(".attachment")
        expect(shown).to_contain_text("Mix – Größe.wav")
        expect(page.locator(".message details code")).to_have_text(hashlib.sha256(CONTENT).hexdigest())
    assert b"".join(file_store().read(Attachment.objects.get().file.key)) == CONTENT


def test_an_upload_is_paused_and_goes_on_and_waits_for_nothing_else(new_context, site, nele, thread_url, mix):
    page = sign_in(new_context(), site, nele)
    page.goto(thread_url)
    cut_from(page, 8 * MIB)
    pick(page, mix)
    uploads = page.locator(".uploads")
    expect(uploads.locator("progress")).to_have_attribute("aria-label", "Mix – Größe.wav")
    expect(uploads).to_contain_text("The upload continues")
    page.get_by_role("button", name="Pause").click()
    page.unroute(PARTS)
    sent = offsets_sent(page)
    page.get_by_label("Your message").fill("Here it is")
    page.get_by_label("Your message").press("Control+Enter")  # a file that has not come whole is waited for
    page.wait_for_timeout(1500)
    assert sent == []
    assert texts() == []

    page.get_by_role("button", name="Continue").click()

    expect(uploads).to_contain_text("Ready")
    assert sent == [8 * MIB, 16 * MIB]
    page.get_by_label("Your message").press("Control+Enter")
    expect(page.locator(".attachment")).to_be_visible()
    assert texts() == ["Here it is"]


def test_a_program_says_that_it_has_to_go_before_anything_is_sent(new_context, site, nele, thread_url, tmp_path):
    page = sign_in(new_context(), site, nele)
    page.goto(thread_url)
    deleted = []
    page.on("request", lambda request: deleted.append(request.url) if request.method == "DELETE" else None)
    path = tmp_path / "song.mp3"
    path.write_bytes(b"MZ\x90\0" + b"\0" * 60)
    pick(page, path)
    uploads, button = page.locator(".uploads"), page.get_by_role("button", name="Send", exact=True)
    expect(uploads).to_contain_text("You can’t send programs. Remove it to send.")
    expect(uploads.locator("progress")).to_have_count(0)
    expect(button).to_be_disabled()

    uploads.get_by_role("button", name="Remove").click()

    expect(button).to_be_enabled()
    expect(uploads.locator("li")).to_have_count(0)
    page.wait_for_timeout(1500)
    assert len(deleted) == 1
    page.get_by_label("Your message").fill("Without it")
    send(page)
    expect(page.locator(".message")).to_contain_text("Without it")


def test_a_part_that_changes_on_its_way_is_sent_again(new_context, site, nele, thread_url, mix):
    page = sign_in(new_context(), site, nele)
    page.goto(thread_url)
    sent, spoiled = offsets_sent(page), []

    def spoil(route: Route) -> None:
        headers = dict(route.request.headers)
        if route.request.method == "PATCH" and not spoiled:
            spoiled.append(headers["upload-checksum"])
            headers["upload-checksum"] = "sha256 " + "A" * 43 + "="
        route.continue_(headers=headers)

    page.route(PARTS, spoil)
    with page.expect_response(lambda answer: answer.status == 460):
        pick(page, mix)

    expect(page.locator(".uploads")).to_contain_text("Ready")
    assert sent == [0, 0, 8 * MIB, 16 * MIB]
    send(page)
    expect(page.locator(".attachment")).to_be_visible()
    assert Attachment.objects.get().file.sha256 == hashlib.sha256(CONTENT).hexdigest()


def test_two_tabs_that_send_the_same_file_at_once_make_one(new_context, site, nele, thread_url, mix):
    context = new_context()
    first = sign_in(context, site, nele)
    second = context.new_page()
    for page in (first, second):
        page.goto(thread_url)
    cut_from(first, 8 * MIB)
    pick(first, mix)
    expect(first.locator(".uploads")).to_contain_text("The upload continues")
    pick(second, mix)
    first.unroute(PARTS)

    for page in (first, second):
        expect(page.locator(".uploads")).to_contain_text("Ready", timeout=30_000)
    send(second)
    expect(second.locator(".attachment")).to_be_visible()
    assert Attachment.objects.get().file.sha256 == hashlib.sha256(CONTENT).hexdigest()
    send(first)
    expect(first.locator(".error, .errors").first).to_contain_text("Send it again.")


def test_pressing_send_twice_or_holding_enter_writes_one_message(new_context, site, nele, thread_url):
    page = sign_in(new_context(), site, nele)
    page.goto(thread_url)
    page.get_by_label("Your message").fill("Once")
    page.get_by_role("button", name="Send", exact=True).dblclick()
    expect(page.locator(".message .text")).to_have_text(["Once"])

    page.get_by_label("Your message").fill("Twice")
    page.keyboard.down("Control")
    for _ in range(5):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    page.keyboard.up("Control")

    expect(page.locator(".message .text")).to_have_text(["Once", "Twice"])
    assert texts() == ["Once", "Twice"]


def test_two_who_write_at_the_same_instant_read_the_same_order(new_context, site, nele, jonas, thread_url, band):
    send_message(acting_user=nele, thread=get_thread_for(nele, band.pk), text="First")
    mine, theirs = new_context(), new_context()
    tabs = [sign_in(mine, site, nele), sign_in(theirs, site, jonas)]
    tabs += [mine.new_page(), theirs.new_page()]
    for number, tab in enumerate(tabs):
        tab.goto(thread_url)
        tab.get_by_label("Your message").fill(f"From tab {number}")
    for tab in tabs:
        tab.evaluate("setTimeout(() => document.getElementById('write').requestSubmit())")

    for tab in tabs:
        expect(tab.locator(".message")).to_have_count(5)
    assert sorted(texts()) == ["First", *(f"From tab {number}" for number in range(4))]
    for tab in tabs:
        expect(tab.locator(".message .text")).to_have_text([re.compile(re.escape(text)) for text in texts()])
    for user in (nele, jonas):
        expect(tabs[0].locator("#talk")).to_have_attribute("data-seen", "5")
        assert Seat.objects.get(user=user).read_number == 5


def test_a_page_that_was_told_of_a_message_while_offline_asks_when_it_is_back(
    new_context, site, nele, thread_url, band
):
    page = sign_in(new_context(), site, nele)
    page.goto(thread_url)
    expect(page.locator("html")).to_have_attribute("data-stream", "open")
    with page.expect_event("requestfailed", lambda request: "/part/" in request.url):
        page.context.set_offline(True)  # the stream stays, what it leads to cannot be had
        send_message(acting_user=nele, thread=get_thread_for(nele, band.pk), text="Meanwhile")
    with page.expect_event("requestfailed", lambda request: "/part/" in request.url):
        pass  # it asks once more, then only after a minute
    page.context.set_offline(False)
    expect(page.locator(".message .text").last).to_have_text("Meanwhile")


def test_without_a_script_text_and_file_are_sent_by_the_form(new_context, site, nele, thread_url, tmp_path):
    path = tmp_path / "rider.txt"
    path.write_text("Beer")
    page = sign_in(new_context(java_script_enabled=False), site, nele)
    page.goto(thread_url)
    page.get_by_label("Your message").fill("The rider")
    pick(page, path)
    send(page)

    expect(page.locator(".message .text")).to_have_text(["The rider"])
    with page.expect_download() as download:
        page.get_by_role("link", name="rider.txt").click()
    assert download.value.path().read_text() == "Beer"
