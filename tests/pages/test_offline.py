"""What makes the site installable, and which pages a browser may keep for whom."""

import json

import pytest
from django.contrib.staticfiles import finders
from PIL import Image

from tests.factories import UserFactory
from web.offline import HEADER

pytestmark = pytest.mark.django_db


def test_the_manifest_names_icons_that_are_there_in_their_sizes(client):
    response = client.get("/manifest.webmanifest?lang=de")
    manifest = json.loads(response.content)
    assert response["Content-Type"] == "application/manifest+json"
    assert (manifest["start_url"], manifest["display"], manifest["lang"]) == ("/", "standalone", "de")
    assert manifest["description"].startswith("Livemusik")
    for icon in manifest["icons"]:
        path = finders.find(icon["src"].removeprefix("/static/"))
        if icon["type"] == "image/png":
            with Image.open(path) as picture:
                assert "{}x{}".format(*picture.size) == icon["sizes"]


def test_every_page_names_the_manifest_in_its_language_and_allows_it(client):
    response = client.get("/?lang=de")
    assert '/manifest.webmanifest?lang=de"' in response.text
    assert "manifest-src 'self'" in response["Content-Security-Policy"]


def test_the_service_worker_serves_the_whole_site_and_is_never_old(client):
    response = client.get("/service-worker.js")
    assert response["Content-Type"].startswith("text/javascript")
    assert response["Cache-Control"] == "no-cache"
    assert 'const OFFLINE = "/offline/"' in response.text


def test_whoever_is_signed_in_may_keep_today_and_the_calendar_and_nobody_else_any_page(client):
    assert HEADER not in client.get("/").headers
    assert "data-reader" not in client.get("/").text
    readers = set()
    for _person in range(2):
        client.force_login(UserFactory())
        keys = {client.get(path).headers[HEADER] for path in ("/", "/calendar/")}
        assert len(keys) == 1
        assert f'data-reader="{keys.copy().pop()}"' in client.get("/you/").text
        assert HEADER not in client.get("/you/").headers
        readers |= keys
    assert len(readers) == 2


def test_no_fragment_is_kept_in_place_of_its_page(client):
    client.force_login(UserFactory())
    assert HEADER not in client.get("/calendar/", headers={"HX-Request": "true"}).headers
