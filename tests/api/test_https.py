"""The API refuses plain HTTP where the site has HTTPS, and does not redirect."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("secure", "status"), [(True, 200), (False, 400)])
def test_the_api_takes_https_alone(client, settings, secure, status):
    settings.SECURE_SSL_REDIRECT = True
    response = client.get("/api/v1/events/open", secure=secure)
    assert response.status_code == status
    if not secure:
        assert response.json()["type"].endswith("/problems/https-required")


def test_a_site_without_https_answers(client):
    assert client.get("/api/v1/events/open").status_code == 200
