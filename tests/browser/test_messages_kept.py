"""The live server, Valkey, the worker and the server of files die while people write: nothing that was sent is lost."""

import os

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.states import Role
from messaging.access import get_thread_for
from messaging.actions import send_message
from messaging.models import Message
from stageslot.embedded.loopback import choose_port
from stageslot.embedded.processes import kill_session, wait_until
from stageslot.embedded.services import Ports, Service, site_services
from stageslot.embedded.valkey import Valkey
from tests import running_site
from tests.browser.test_accessibility import sign_in
from tests.factories import BandFactory, MembershipFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MIB = 1024 * 1024
SEEN_WITHIN = 30_000
"""Milliseconds: browsers come back to a stream after 2 s, and ask within 10 s for what Valkey never heard of; a page
that was told nothing would ask after 60 s."""


class Mortal:
    """A site on the test database with a Valkey of its own, whose parts may be killed and started again."""

    def __init__(self, folder) -> None:
        self.ports = Ports(choose_port(), choose_port(), choose_port())
        self.url = f"http://localhost:{self.ports.pages}"
        self.valkey = Valkey(
            folder, folder / "valkey", folder / "valkey.log", choose_port(), "secret", is_durable=False
        )
        self.services = {each.name: each for each in site_services(folder, folder, self.ports, has_clock=False)}

    def start(self) -> None:
        self.valkey.start()
        for service in self.services.values():
            service.environment |= running_site._environment() | {"REDIS_URL": self.valkey.url}
            service.start()
        assert wait_until(lambda: running_site._is_up(self.ports), seconds=120, every=0.1)

    def kill(self, name: str) -> None:
        if name == "valkey":
            self.valkey.process.kill()
            self.valkey.process.wait()
            return
        service = self.services[name]
        kill_session(service.process.pid)
        service.process.wait()

    def revive(self, name: str) -> None:
        part: Valkey | Service = self.valkey if name == "valkey" else self.services[name]
        part.start()

    def end(self) -> None:
        running_site._stop(list(self.services.values()))
        self.valkey.stop()


@pytest.fixture(scope="module")
def mortal(django_db_setup, tmp_path_factory):
    site = Mortal(tmp_path_factory.mktemp("mortal"))
    try:
        site.start()
        yield site
    finally:
        site.end()


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
def mika(band):
    return MembershipFactory(party=band, role=Role.MEMBER).user


@pytest.fixture
def pages(new_context, mortal, band, nele, jonas) -> tuple[Page, Page]:
    """Nele's thread, where she writes, and Jonas's, which hears of it."""
    send_message(acting_user=nele, thread=get_thread_for(nele, band.pk), text="Hello")
    writing, reading = sign_in(new_context(), mortal, nele), sign_in(new_context(), mortal, jonas)
    for page in (writing, reading):
        page.goto(f"{mortal.url}/messages/{band.pk}/")
        expect(page.locator("html")).to_have_attribute("data-stream", "open")
    return writing, reading


def write(page: Page, text: str) -> None:
    page.get_by_label("Your message").fill(text)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".message .text").last).to_have_text(text, timeout=SEEN_WITHIN)
    assert Message.objects.filter(text=text).count() == 1


def reads(page: Page, text: str) -> None:
    expect(page.locator(".message .text").last).to_have_text(text, timeout=SEEN_WITHIN)


def test_a_page_shows_what_was_sent_while_the_live_server_was_dead(mortal, pages):
    writing, reading = pages
    mortal.kill("live")
    write(writing, "Nobody streams this")
    expect(reading.locator(".message .text")).to_have_text(["Hello"])

    mortal.revive("live")

    reads(reading, "Nobody streams this")


def test_without_valkey_messages_are_sent_and_counted_and_pages_hear_of_them_afterwards(
    mortal, mika, pages, new_context
):
    """Counted for Mika, who looks at no page: Jonas's may ask within seconds, and then he has read it."""
    writing, reading = pages
    mortal.kill("valkey")
    try:
        write(writing, "No Valkey")
        elsewhere = sign_in(new_context(), mortal, mika)
        assert elsewhere.goto(f"{mortal.url}/messages/").status == 200
        expect(elsewhere.locator("#threads .count")).to_contain_text("2")
        assert elsewhere.goto(f"{mortal.url}{reverse('messaging:badge')}").status == 200
        expect(elsewhere.locator("#mailbox-badge")).to_contain_text("1")
    finally:
        mortal.revive("valkey")

    reads(reading, "No Valkey")


def test_a_dead_worker_holds_up_no_message(mortal, pages):
    writing, reading = pages
    mortal.kill("worker")
    try:
        write(writing, "No worker")
        reads(reading, "No worker")
    finally:
        mortal.revive("worker")


def test_an_upload_goes_on_by_itself_when_the_server_of_files_has_died(mortal, pages, tmp_path):
    writing, _reading = pages
    path = tmp_path / "Mix.wav"
    path.write_bytes(os.urandom(20 * MIB))

    def killed_once(route) -> None:
        """The server dies when part of the file has come. On a busy machine a part may arrive in pieces, so that the
        next one begins anywhere."""
        if int(route.request.headers.get("upload-offset", 0)) >= 8 * MIB and not deaths:
            deaths.append(mortal.kill("files"))
        route.continue_()

    deaths: list[None] = []
    writing.route("**/uploads/*", killed_once)
    writing.get_by_label("Files", exact=True).set_input_files(path)
    expect(writing.locator(".uploads")).to_contain_text("The upload continues")

    mortal.revive("files")

    # The page tries again after 20 seconds at the latest, and then has the rest to send.
    expect(writing.locator(".uploads")).to_contain_text("Ready", timeout=2 * SEEN_WITHIN)
    assert len(deaths) == 1
