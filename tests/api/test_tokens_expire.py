"""Tokens expire and show when they were last used."""

import datetime as dt

import pytest
from django.utils.timezone import now

from accounts.actions import create_api_token
from accounts.models import ApiToken
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ME = "/api/v1/me"


@pytest.fixture
def bearer():
    _token, secret = create_api_token(acting_user=UserFactory(), name="Script", scopes=["read"], days=30)
    return {"authorization": f"Bearer {secret}"}


def test_an_expired_token_is_refused_and_told_so(client, bearer):
    ApiToken.objects.update(expires_at=now() - dt.timedelta(seconds=1))
    response = client.get(ME, headers=bearer)
    assert response.status_code == 401
    assert response.json()["type"].endswith("/problems/token-expired")
    assert "expired on" in response.json()["detail"]
    assert 'error="invalid_token"' in response["WWW-Authenticate"]


def test_an_expired_token_reads_nothing_public_either(client, bearer):
    ApiToken.objects.update(expires_at=now() - dt.timedelta(seconds=1))
    assert client.get("/api/v1/events/open", headers=bearer).status_code == 401


def test_use_is_noted_once_an_hour(client, bearer):
    assert client.get(ME, headers=bearer).status_code == 200
    first = ApiToken.objects.get().last_used_at
    assert now() - first < dt.timedelta(minutes=1)
    client.get(ME, headers=bearer)
    assert ApiToken.objects.get().last_used_at == first
    ApiToken.objects.update(last_used_at=first - dt.timedelta(hours=2))
    client.get(ME, headers=bearer)
    assert ApiToken.objects.get().last_used_at >= first


def test_a_token_from_an_old_version_lasts_ninety_days(client):
    """What is written without knowing the column gets the default of the database."""
    from django.db import connection

    user = UserFactory()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_apitoken (id, user_id, name, token_hash, scopes, created_at)"
            " VALUES (gen_random_uuid(), %s, 'old', 'x', '{read}', now())",
            [user.pk],
        )
    assert 89 <= (ApiToken.objects.get().expires_at - now()).days <= 90
