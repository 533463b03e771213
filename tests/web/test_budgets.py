"""What visitors without an account may cost the site in a minute."""

import pytest

from tests.factories import UserFactory
from web.clients import network_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_budget(settings):
    settings.RATE_LIMITS, settings.VISITOR_SECONDS = True, 0.000001


def ask(client, path="/terms/", address="203.0.113.1", **more):
    return client.get(path, REMOTE_ADDR=address, **more)


def test_an_address_that_has_used_up_its_budget_waits(client):
    assert ask(client).status_code != 429
    refused = ask(client)

    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert "no-store" in refused.headers["Cache-Control"]
    assert ask(client, address="203.0.113.2").status_code != 429


def test_addresses_of_one_provider_share_a_budget(client):
    assert network_of("2001:db8::1") == network_of("2001:db8::2")
    ask(client, address="2001:db8::1")

    assert ask(client, address="2001:db8::2").status_code == 429


def test_who_is_signed_in_has_no_budget(client):
    client.force_login(UserFactory())

    assert {ask(client).status_code for _ in range(3)} & {429} == set()


def test_a_made_up_session_is_no_way_around(client):
    client.cookies["sessionid"] = "made-up"
    ask(client)

    assert ask(client).status_code == 429
