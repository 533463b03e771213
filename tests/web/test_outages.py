"""While PostgreSQL or the disk fails, people and programs read that it passes, and when to ask again."""

import errno

import pytest
from django.db import connection
from django.test import Client
from psycopg import connect

from tests.factories import UserFactory
from web.outages import is_outage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def browser(settings):
    settings.ROOT_URLCONF = "stageslot.urls"
    return Client(raise_request_exception=False, headers={"host": "localhost"})


def lose_the_connection() -> None:
    """As when PostgreSQL restarts in the middle of a request."""
    connection.ensure_connection()
    with connect(connection.connection.info.dsn, password=connection.settings_dict["PASSWORD"]) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])


@pytest.mark.parametrize("path", ["/venues/nowhere/", "/you/"])
def test_a_page_says_so_and_the_next_one_is_there_again(path, browser):
    browser.force_login(UserFactory())
    lose_the_connection()
    response = browser.get(path)
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "10", "no-store")
    assert "Back in a moment" in response.text
    connection.close()
    assert browser.get(path).status_code in (200, 404)


def test_the_api_says_so_in_a_problem(browser):
    lose_the_connection()
    response = browser.get("/api/v1/parties/nobody")
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert response.json()["type"].endswith("/unavailable")
    connection.close()
    assert browser.get("/api/v1/parties/nobody").status_code == 404


@pytest.mark.parametrize(("number", "is_full"), [(errno.ENOSPC, True), (errno.ENOENT, False)])
def test_a_full_disk_is_an_outage_and_a_missing_file_is_not(number, is_full):
    error = ValueError()
    error.__cause__ = OSError(number, "x")
    assert is_outage(error) == is_full


def test_what_is_a_bug_stays_one():
    assert not is_outage(KeyError("x"))
    assert not is_outage(None)
