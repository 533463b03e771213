"""The language in the address: before cookie, browser and person, on GET alone, remembered nowhere."""

import re

import pytest
from django.conf import settings

from tests.factories import BandFactory, UserFactory

pytestmark = pytest.mark.django_db


def language_of(response):
    assert response.status_code == 200
    return response.content.decode().partition('<html lang="')[2][:2]


def test_address_speaks_before_browser_and_cookie_and_sets_none(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    response = client.get("/", {"lang": "de"}, headers={"accept-language": "en"})
    assert (language_of(response), response["Content-Language"]) == ("de", "de")
    assert settings.LANGUAGE_COOKIE_NAME not in response.cookies
    assert language_of(client.get("/")) == "en"


def test_address_speaks_before_the_person(client):
    client.force_login(UserFactory(language="de"))
    assert language_of(client.get("/")) == "de"
    assert language_of(client.get("/", {"lang": "en"})) == "en"


@pytest.mark.parametrize("lang", ["", "fr", "de-AT", "x" * 5000, "\0", "../de"])
def test_what_is_none_of_our_languages_is_ignored(client, lang):
    assert language_of(client.get("/", {"lang": lang})) == "en"


@pytest.mark.parametrize("path", ["/parties/low-tide/calendar/", "/acts/"])
def test_fragment_speaks_as_the_page_it_is_put_into(client, path):
    BandFactory(party__slug="low-tide")
    client.force_login(UserFactory(language="en"))
    headers = {"HX-Request": "true", "HX-Target": "results", "Page-Language": "de"}
    response = client.get(path, headers=headers)
    assert (response.status_code, response["Content-Language"]) == (200, "de")
    assert "Page-Language" in response["Vary"]
    again = headers | {"Page-Language": "en", "If-None-Match": response.get("ETag", '"none"')}
    assert client.get(path, headers=again)["Content-Language"] == "en"
    assert client.get(path, {"lang": "en"}, headers=headers)["Content-Language"] == "en"


@pytest.mark.parametrize("headers", [{"Page-Language": "de"}, {"HX-Request": "true", "Page-Language": "de-AT\0"}])
def test_page_has_no_language_but_its_own_and_what_is_none_is_ignored(client, headers):
    assert client.get("/acts/", headers=headers)["Content-Language"] == "en"


def test_switch_leads_to_the_page_without_the_language_of_its_address(client):
    text = client.get("/acts/", {"q": "doom", "lang": "de"}).content.decode()
    assert re.search(r'name="next"\s+value="/acts/\?q=doom"', text)
