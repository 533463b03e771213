"""Settings that do not fit the proxy in front of the site are noticed; limits count addresses apart."""

import pytest
from django.test import RequestFactory
from redis import Redis

from tests.factories import UserFactory
from web.clients import client_address, client_network, network_of
from web.proxies import check_settings, find_fault
from web.valkey import valkey

SIGN_IN = "/account/login/"


@pytest.fixture(autouse=True)
def no_fault():
    valkey().delete("proxy:fault")


def ask(remote="127.0.0.1", **headers):
    return RequestFactory(headers=headers).get("/", REMOTE_ADDR=remote)


@pytest.mark.parametrize(
    ("trusted", "behind", "headers", "fault"),
    [
        (0, False, {}, None),
        (0, False, {"X-Forwarded-For": "203.0.113.1"}, "untrusted"),
        (1, True, {"X-Forwarded-For": "203.0.113.1", "X-Forwarded-Proto": "https"}, None),
        (2, True, {"X-Forwarded-For": "203.0.113.1"}, "too_few"),
        (1, True, {}, "not_forwarded"),
        (1, False, {"X-Forwarded-For": "203.0.113.1", "X-Forwarded-Proto": "https"}, "redirect_loop"),
    ],
)
def test_what_requests_show_of_a_wrong_setting(settings, trusted, behind, headers, fault):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT, settings.BEHIND_PROXY, settings.IS_SECURE = trusted, behind, True

    assert find_fault(ask(**headers)) == fault
    assert find_fault(ask("198.51.100.7" if fault is None else "8.8.8.8", **headers)) is None


@pytest.mark.django_db
def test_health_names_a_wrong_setting(client, settings):
    assert "proxy" not in client.get("/health").json()
    client.get("/robots.txt", headers={"X-Forwarded-For": "203.0.113.1"})

    assert client.get("/health").json()["proxy"] == "wrong"


@pytest.mark.parametrize(
    ("secure", "behind", "trusted", "ids"),
    [(True, False, 0, ["web.W001"]), (True, True, 0, ["web.W002"]), (True, True, 1, []), (False, False, 0, [])],
)
def test_checks_of_the_settings(settings, secure, behind, trusted, ids):
    settings.IS_SECURE = settings.SECURE_SSL_REDIRECT = secure
    settings.BEHIND_PROXY, settings.ALLAUTH_TRUSTED_PROXY_COUNT = behind, trusted

    assert [each.id for each in check_settings()] == ids


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("", ""),
    ],
)
def test_limits_count_what_a_provider_gives_to_one_customer(address, network):
    assert network_of(address) == network


def test_a_request_that_came_past_the_proxies_counts_by_its_connection(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2

    assert client_address(ask("10.0.0.7", **{"X-Forwarded-For": "203.0.113.1"})) == "10.0.0.7"
    assert client_network(ask("10.0.0.7", **{"X-Forwarded-For": "2001:db8::1, 10.0.0.8"})) == "2001:db8::/64"


@pytest.mark.django_db
def test_failed_sign_ins_of_one_address_lock_out_nobody_else(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    with Redis.from_url(settings.REDIS_URL) as cache:
        cache.flushdb()
    UserFactory(email="anna@example.org")

    def sign_in(email, address):
        form = {"login": email, "password": "wrong-one"}
        return client.post(SIGN_IN, form, headers={"X-Forwarded-For": address}).content.decode()

    for number in range(13):
        refused = sign_in(f"nobody{number}@example.org", f"2001:db8:1:2::{number + 1}")
    assert "Too many wrong tries" in refused
    assert "Too many wrong tries" not in sign_in("anna@example.org", "2001:db8:1:3::1")
    assert "Too many wrong tries" not in sign_in("anna@example.org", "203.0.113.2")
