"""Another way into an account needs a fresh sign-in, and its owner is told at the old address."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import ApiToken
from notifications.tasks import post
from tests.factories import PASSWORD, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]

TOKEN = {"name": "Script", "scopes": ["read"], "days": "30"}


@pytest.fixture
def user():
    person = UserFactory()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


@pytest.fixture
def signed_in(client, user):
    client.force_login(user)
    return client


def confirm(client, path):
    return client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": path})


@pytest.mark.parametrize(
    ("method", "name", "data"),
    [
        ("post", "account_email", {"action_add": "", "email": "new@example.org"}),
        ("post", "accounts:tokens", TOKEN),
        ("get", "mfa_activate_totp", {}),
        ("post", "mfa_activate_totp", {"code": "123456"}),
        ("get", "mfa_add_webauthn", {}),
        ("post", "mfa_add_webauthn", {"name": "Key", "credential": "{}"}),
        ("post", "usersessions_list", {}),
    ],
)
def test_a_new_way_in_asks_for_the_password(signed_in, user, method, name, data):
    response = getattr(signed_in, method)(reverse(name), data)

    assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert not ApiToken.objects.exists()
    assert not Authenticator.objects.exists()
    assert not EmailAddress.objects.filter(email="new@example.org").exists()


@pytest.mark.parametrize("name", ["account_email", "accounts:tokens", "usersessions_list", "mfa_index"])
def test_looking_asks_for_nothing(signed_in, name):
    assert signed_in.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_add_webauthn", "account_set_password"])
def test_who_signs_in_by_code_signs_in_again(signed_in, user, name):
    user.set_unusable_password()
    user.save()
    signed_in.force_login(user)

    assert signed_in.get(reverse(name))["Location"] == reverse("accounts:you")
    assert "sign out and in again" in signed_in.get(reverse("accounts:you")).content.decode()


def test_a_token_is_made_after_the_password_and_announced(
    signed_in, user, take_task, django_capture_on_commit_callbacks
):
    path = reverse("accounts:tokens")
    signed_in.post(path, TOKEN)
    with django_capture_on_commit_callbacks(execute=True):
        made = confirm(signed_in, path)

    assert made.status_code == 200
    token = ApiToken.objects.get()
    assert 29 <= (token.expires_at - now()).days <= 30
    name, mail = take_task()
    assert (name, mail["to"]) == (post.name, user.email)
    assert "Script" in mail["text"]
    assert "127.0.0.1" in mail["text"]
    assert made.context["secret"] not in mail["text"]


def test_a_fresh_sign_in_grows_old(signed_in, user, settings):
    confirm(signed_in, reverse("accounts:tokens"))
    assert signed_in.post(reverse("accounts:tokens"), TOKEN).status_code == 200
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0

    assert signed_in.post(reverse("accounts:tokens"), TOKEN).status_code == 302
    assert ApiToken.objects.count() == 1


@pytest.mark.parametrize("days", ["0", "-1", "100000", "x"])
def test_a_token_does_not_last_for_ever(signed_in, days):
    confirm(signed_in, reverse("accounts:tokens"))

    assert signed_in.post(reverse("accounts:tokens"), TOKEN | {"days": days}).status_code == 422


def test_an_address_is_announced_to_the_old_one(signed_in, user, take_task, django_capture_on_commit_callbacks):
    confirm(signed_in, reverse("account_email"))
    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post(reverse("account_email"), {"action_add": "", "email": "new@example.org"})
    code = take_task()[1]["text"].partition("/code/email/")[2].split()[0].strip("/")
    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post(reverse("account_email_verification_sent"), {"code": code})

    assert EmailAddress.objects.filter(user=user, email="new@example.org").exists()
    mails = [take_task()[1]]
    assert mails[0]["to"] == user.email
    assert "new@example.org" in mails[0]["text"]
