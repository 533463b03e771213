"""Django's page for developers, as it is with DEBUG on."""

import sys
from secrets import token_hex

import pytest
from django.test import RequestFactory
from django.views.debug import technical_500_response

POSTGRES, VALKEY, SESSION = SECRETS = [token_hex() for _ in range(3)]


@pytest.fixture
def debugging(settings):
    settings.DEBUG = True
    settings.ROOT_URLCONF = "stageslot.urls"
    settings.REDIS_URL = settings.CELERY_BROKER_URL = f"redis://:{VALKEY}@127.0.0.1:1/0"
    settings.CACHES = {"default": {"LOCATION": settings.REDIS_URL}}


def an_error():
    """From a frame of its own: the page tells what each holds."""
    try:
        raise LookupError("have that stage")
    except LookupError:
        return sys.exc_info()


def page_of(**request):
    """What somebody is shown of an error in a view."""
    environment = {"DATABASE_URL": f"postgres://x:{POSTGRES}@127.0.0.1/x", "HTTP_HOST": "localhost"}
    asked = RequestFactory().get("/broken/", **environment | request)
    asked.COOKIES["sessionid"] = SESSION
    return technical_500_response(asked, *an_error())


@pytest.mark.parametrize("accept", ["text/html", "text/plain"])
def test_page_for_developers_holds_no_secret(debugging, accept):
    page = page_of(HTTP_ACCEPT=accept).content.decode()

    assert "have that stage" in page
    assert not [secret for secret in SECRETS if secret in page]


@pytest.mark.parametrize("accept", ["text/html", "text/plain"])
@pytest.mark.parametrize("elsewhere", [{"REMOTE_ADDR": "192.168.1.7"}, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}])
def test_page_for_developers_is_for_their_own_machine(debugging, elsewhere, accept):
    page = page_of(HTTP_ACCEPT=accept, **elsewhere)

    assert page.status_code == 500
    assert "have that stage" not in page.content.decode()


def test_a_name_that_is_not_ours_is_answered_too(debugging):
    assert page_of(HTTP_HOST="evil.example").status_code == 500
