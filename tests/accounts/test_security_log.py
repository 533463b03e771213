"""The security log: one line of JSON for each event, without secrets."""

import json

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from accounts.actions import create_api_token, revoke_api_token
from tests.factories import PASSWORD, UserFactory
from web.security_log import NAME, log_security

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture
def user():
    person = UserFactory()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


@pytest.fixture
def events(caplog):
    """All events so far, as they stand in the log."""
    caplog.set_level("INFO", NAME)
    return lambda: [json.loads(record.message) for record in caplog.records if record.name == NAME]


def test_a_sign_in_says_who_from_where(client, user, events):
    client.post(
        reverse("account_login"), {"login": user.email, "password": PASSWORD}, headers={"user-agent": "Firefox"}
    )
    [event] = [each for each in events() if each["event"] == "signed_in"]
    assert (event["person"], event["address"]) == (str(user.pk), user.email)
    assert (event["ip"], event["user_agent"], event["ways"]) == ("127.0.0.1", "Firefox", ["password"])


@pytest.mark.parametrize("typed", ["mara@example.org", PASSWORD])
def test_a_failure_holds_an_address_and_no_secret(client, events, typed):
    client.post(reverse("account_login"), {"login": typed, "password": "se-cret-word"})
    text = json.dumps(events())
    assert "se-cret-word" not in text
    assert PASSWORD not in text
    if "@" in typed:
        assert [each["event"] for each in events()] == ["sign_in_failed"]


def test_a_token_is_logged_by_its_id(events):
    user = UserFactory()
    token, secret = create_api_token(acting_user=user, name="Script", scopes=["read"])
    for _ in range(2):
        revoke_api_token(acting_user=user, token=token)
    made, revoked = events()
    assert (made["event"], revoked["event"]) == ("token_created", "token_revoked")
    assert made["token_id"] == str(token.pk)
    assert secret not in json.dumps(events())


def test_nobody_writes_a_second_line(rf, caplog):
    caplog.set_level("INFO", NAME)
    request = rf.get("/", headers={"user-agent": 'x"}\n{"event": "forged' + "x" * 999})
    log_security("tried", request=request)
    [record] = [each for each in caplog.records if each.name == NAME]
    assert "\n" not in record.message
    assert len(json.loads(record.message)["user_agent"]) == 200
    assert record.security["event"] == "tried"


def test_a_refusal_by_a_limit_is_logged(client, user, events):
    for _ in range(8):
        client.post(reverse("account_login"), {"login": user.email, "password": "wrong"})
    assert any(each["event"] == "limit_reached" for each in events())
