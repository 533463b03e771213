"""The site as it runs, among crowds that keep it waiting, and before requests that are too large."""

import socket
import time
from contextlib import ExitStack, closing
from urllib.parse import urlsplit

import pytest
import requests
from django.conf import settings

from bench import slow_crowds as crowds
from bench.timing import percentile
from stageslot.page_server import HEAD_SECONDS
from tests.factories import UserFactory

pytestmark = [pytest.mark.slow, pytest.mark.processes, pytest.mark.django_db(transaction=True)]

CROWD = 500
REQUESTS = 40
PAGES = ["/account/login/", "/"]
LARGE = "/static/vendor/natural-earth/outlines.json"
NOISE_SECONDS = 0.02
"""What a busy machine adds to anything."""


def port_of(url):
    return urlsplit(url).port


def seconds_of_pages(site):
    """How long each of some ordinary pages takes, every one on a connection of its own."""
    taken = []
    for number in range(REQUESTS):
        started = time.perf_counter()
        assert requests.get(site.url + PAGES[number % len(PAGES)], timeout=10).ok
        taken.append(time.perf_counter() - started)
    return taken


def crowds_around(site, stack):
    """500 of each kind, until the stack is closed."""
    for kind in crowds.KINDS:
        path = LARGE if kind is crowds.slow_reader else PAGES[0]
        stack.enter_context(crowds.crowd(port_of(site.url), kind, CROWD, path))


def test_slow_clients_cost_others_no_time_and_are_cut_off(site):
    """One test for both: while the pages are measured, the deadline of those that came first runs out."""
    with ExitStack() as first:
        slow = {
            (url, kind): first.enter_context(crowds.crowd(port_of(url), kind, 1, PAGES[0]))[0]
            for url in (site.url, site.live_url)
            for kind in (crowds.slow_head, crowds.silent)
        }
        deadline = time.monotonic() + HEAD_SECONDS + 5
        alone, among = seconds_of_pages(site), []
        for _ in range(2):
            alone += seconds_of_pages(site)
            with ExitStack() as stack:
                crowds_around(site, stack)
                assert requests.get(f"{site.url}/health", timeout=10).ok
                among += seconds_of_pages(site)

        assert percentile(among, 0.95) <= 1.5 * percentile(alone, 0.95) + NOISE_SECONDS
        kept = [key for key, connection in slow.items() if not crowds.is_cut_off(connection, until=deadline)]
        assert kept == []


@pytest.mark.parametrize("head", ["Content-Length: 250000000", "Transfer-Encoding: chunked"])
def test_request_that_is_too_large_is_refused_at_its_head_or_at_its_limit(site, head):
    """The answer comes although the client sends on, or waits."""
    with closing(socket.create_connection(("127.0.0.1", port_of(site.url)))) as connection:
        connection.settimeout(10)
        connection.sendall(f"POST /account/login/ HTTP/1.1\r\nHost: localhost\r\n{head}\r\n\r\n".encode())
        if "chunked" in head:
            connection.sendall(b"".join(b"20000\r\n" + b"x" * 0x20000 + b"\r\n" for _ in range(9)))
        answer = connection.makefile("rb").readline()

    assert answer.split()[1] == b"413"


def test_client_that_sends_all_of_what_is_too_large_reads_why(site):
    answer = requests.post(f"{site.url}/account/login/", data=b"x" * 20_000_000, timeout=20)

    assert answer.status_code == 413
    assert "You can send at most 1 MB here." in answer.text


def test_body_that_is_none_is_a_bad_request(site):
    with closing(socket.create_connection(("127.0.0.1", port_of(site.url)))) as connection:
        connection.settimeout(10)
        head = "POST /account/login/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        connection.sendall(f"{head}2\r\nab\r\nno number\r\n".encode())
        answer = connection.makefile("rb").readline()

    assert answer.split()[1] == b"400"


def test_large_file_of_somebody_signed_in_reaches_its_form(site, client):
    client.force_login(UserFactory())
    client.get("/calendar/imports/new/?kind=file")
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    lines = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n%sEND:VCALENDAR\r\n" % (b"X-A:a\r\n" * 300_000)

    answer = requests.post(
        f"{site.url}/calendar/imports/new/",
        data={"kind": "file", "csrfmiddlewaretoken": cookies[settings.CSRF_COOKIE_NAME]},
        files={"content": ("mine.ics", lines)},
        cookies=cookies,
        headers={"Referer": site.url},
        timeout=20,
        allow_redirects=False,
    )

    assert (answer.status_code, answer.headers.get("Location", "")[:22]) == (302, "/calendar/imports/new/")
