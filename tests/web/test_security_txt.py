"""Where to report a weakness."""

import datetime as dt

import pytest

pytestmark = pytest.mark.django_db

PATH = "/.well-known/security.txt"


def test_a_site_with_a_contact_says_where_to_report(client, settings):
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    response = client.get(PATH)
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert fields["Contact"] == "mailto:security@example.org"
    assert fields["Canonical"] == settings.SITE_URL + PATH
    expires = dt.datetime.fromisoformat(fields["Expires"])
    assert dt.timedelta(days=100) < expires - dt.datetime.now(dt.UTC) < dt.timedelta(days=365)


def test_without_a_contact_there_is_no_file(client, settings):
    settings.SECURITY_CONTACT = ""
    assert client.get(PATH).status_code == 404
