"""A band's nights in a frame: only in pages of the sites that the band named; and as axe sees them."""

import http.server
import threading
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from bands.actions import create_band, create_share
from bands.queries import tonight
from tests.browser.looking import faults
from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Guest(http.server.BaseHTTPRequestHandler):
    """Somebody's own site: whatever is asked for is a page with the frame that the server was given."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(self.server.page.encode())

    def log_message(self, *arguments):
        pass


@contextmanager
def guest_site():
    """A site of its own origin, on this machine: a public one may not frame what answers on a loopback address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Guest)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def origin(server):
    return f"http://localhost:{server.server_port}"


def link_for(site, **fields):
    leader = UserFactory(name="Nele")
    party = create_band(acting_user=leader, name="North Quay", timezone="Europe/Berlin").party
    days = {"first": tonight(party), "last": tonight(party), "expires_on": tonight(party)}
    _share, token = create_share(acting_user=leader, party=party, name="Their site", **days, **fields)
    return f"{site.url}/availability/{token}/"


def frame_in(context, server, link):
    server.page = f'<iframe src="{link}embed/?theme=dark" width="280" height="600"></iframe>'
    page = context.new_page()
    page.goto(origin(server))
    return page.frames[1]


def test_a_frame_opens_on_the_named_site_alone(context, site, settings):
    settings.IS_LOOPBACK = True  # else a site without encryption is refused
    with guest_site() as named, guest_site() as other:
        link = link_for(site, embed_origins=[origin(named)])
        expect(frame_in(context, named, link).get_by_role("heading", name="North Quay")).to_be_visible()
        assert "North Quay" not in frame_in(context, other, link).content()
    assert context.cookies() == []


def test_axe_finds_nothing_on_the_page_and_in_the_frame(new_context, site):
    link = link_for(site)
    page = new_context().new_page()
    for path in ("", "embed/"):
        page.goto(link + path)
        assert faults(page) == []
