import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from web.packing import PackedPagesMiddleware

TEXT = b"<p>What a long page.</p>" * 100


def answered(response, **headers):
    return PackedPagesMiddleware(lambda request: response)(RequestFactory().get("/", headers=headers))


def test_pages_are_packed_for_who_takes_them_so():
    response = answered(HttpResponse(TEXT, headers={"ETag": '"one"'}), accept_encoding="gzip, br")
    assert gzip.decompress(response.content) == TEXT
    assert (response["Content-Encoding"], response["ETag"], response["Vary"]) == ("gzip", 'W/"one"', "Accept-Encoding")


@pytest.mark.parametrize("kind", ["application/json", "application/problem+json", "text/calendar; charset=utf-8"])
def test_answers_to_programs_and_feeds_are_packed_too(kind):
    response = answered(HttpResponse(TEXT, content_type=kind), accept_encoding="gzip")
    assert gzip.decompress(response.content) == TEXT


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse(TEXT, content_type="image/jpeg"),
        StreamingHttpResponse([TEXT], content_type="text/html"),
    ],
)
def test_what_is_no_whole_page_stays_as_it_is(response):
    assert "Content-Encoding" not in answered(response, accept_encoding="gzip")


def test_who_takes_nothing_packed_gets_it_plain():
    assert answered(HttpResponse(TEXT)).content == TEXT
