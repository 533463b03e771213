import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from web.errors import Refusal
from web.refusals import RefusalMiddleware


class Full(Refusal):
    status = 409
    slug = "full"
    title = "The stage is full"


@pytest.fixture
def middleware() -> RefusalMiddleware:
    return RefusalMiddleware(lambda request: None)


def page_request(path="/", **headers):
    request = RequestFactory().get(path)
    request.htmx = headers.get("htmx", False)
    return request


def test_a_refusal_becomes_a_page_with_its_status_and_words(middleware):
    response = middleware.process_exception(page_request(), Full("Nobody else fits on it."))
    html = response.content.decode()
    assert response.status_code == 409
    assert "The stage is full" in html
    assert "Nobody else fits on it." in html
    assert "<html" in html


def test_htmx_gets_a_note_above_what_it_would_have_replaced(middleware):
    response = middleware.process_exception(page_request(htmx=True), Full())
    html = response.content.decode()
    assert "<html" not in html
    assert html.count("The stage is full") == 1
    assert response.headers["HX-Reswap"].startswith("afterbegin")


def test_words_of_people_are_escaped(middleware):
    response = middleware.process_exception(page_request(), Full("<script>alert(1)</script>"))
    assert "<script>alert" not in response.content.decode()


def test_bad_input_that_no_form_caught_is_422_with_its_fields(middleware):
    error = ValidationError({"name": ["Too long."], "__all__": ["Not so."]})
    response = middleware.process_exception(page_request(), error)
    html = response.content.decode()
    assert response.status_code == 422
    assert "name: Too long." in html
    assert "__all__" not in html


def test_the_api_answers_for_itself(middleware):
    assert middleware.process_exception(page_request("/api/v1/me"), Full()) is None


def test_what_is_a_bug_stays_one(middleware):
    assert middleware.process_exception(page_request(), KeyError("x")) is None
