"""Bodies that are no forms and headers that nobody sends are answered with less than 500."""

import functools
from urllib.parse import urlencode

import pytest

from tests.matrix.pages import PAGES
from tests.matrix.watching import contents

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FORM = "application/x-www-form-urlencoded"
BODIES = {
    "no form": (b'{"name": "x"}', "application/json"),
    "no type": (b"name=x", ""),
    "bytes that are no text": (b"name=%ff%fe&q=\xff\xfe", FORM),
    "lone surrogate": (b"name=%ED%A0%80", FORM),
    "unknown charset": (b"name=x", f"{FORM}; charset=nonsense"),
    "another charset": ("name=ü".encode("utf-16"), f"{FORM}; charset=utf-16"),
    "no boundary": (b"--x", "multipart/form-data"),
    "cut off": (b"--x\r\nContent-Disposition: form-data; name=", "multipart/form-data; boundary=x"),
    "a thousand fields": (urlencode([("name", "x")] * 1500).encode(), FORM),
    "three megabytes": (b"name=" + b"x" * 3_000_000, FORM),
    "once, damaged": (b"name=x&once_token=%00", FORM),
}


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("name", ["bands:band_new", "accounts:you", "accounts:time_say", "accounts:photo_add"])
def test_a_body_that_is_no_form_is_refused(name, kind, world):
    page, (body, content_type) = PAGES[name], BODIES[kind]
    path, before = page.path(name, world), contents()
    response = world.client("owner").generic("POST", path, body, content_type=content_type)
    assert response.status_code < 500
    if response.status_code >= 400:
        assert contents() == before


HEADERS = {
    "Accept-Language": ("x" * 600, "de;q=nan, *;q=-1", "\x00"),
    "Cookie": ("sessionid=%00; csrftoken=x; theme=%00; django_language=../../etc", "sessionid=" + "x" * 5000, ";=;"),
    "Host": ("evil.example", "[::1", "localhost:99999999"),
    "HX-Current-URL": ("http://[", "javascript:alert(1)", "\x00"),
    "If-None-Match": ('"', "W/", "*"),
    "If-Modified-Since": ("yesterday", "Thu, 01 Jan 0001 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"),
    "Authorization": ("Bearer \x00", "Basic !", "Bearer"),
    "Content-Length": ("-1", "x"),
}


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("row", ["discovery:today", "bookings:public_calendar", "availability:feed", "accounts:you"])
def test_a_page_bears_odd_headers(row, header, world):
    path = PAGES[row].path(row, world)
    get = functools.partial(world.client("anonymous").get, path)
    for value in HEADERS[header]:
        status = get(headers={header: value, "HX-Request": "true"}).status_code
        assert status < 500, value
