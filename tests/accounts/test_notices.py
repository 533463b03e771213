"""Emails about changes of an account, in both languages; and what a reset of the password ends."""

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import now

from accounts.actions import create_api_token
from accounts.queries import find_api_token
from notifications.tasks import post
from tests.factories import PASSWORD, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]

NOTICES = {
    "account/email/password_changed": {},
    "account/email/password_set": {},
    "account/email/password_reset": {},
    "account/email/email_changed": {"from_email": "old@example.org", "to_email": "new@example.org"},
    "account/email/email_deleted": {"deleted_email": "old@example.org"},
    "mfa/email/totp_activated": {},
    "mfa/email/totp_deactivated": {},
    "mfa/email/webauthn_added": {},
    "mfa/email/webauthn_removed": {},
    "mfa/email/recovery_codes_generated": {},
    "accounts/email/address_added": {"added": "new@example.org"},
    "accounts/email/token_created": {"token": {"name": "Script", "expires_at": now()}},
    "accounts/email/payout_account_opened": {"party": "The Dunes"},
}
NEW = "another-honest-passphrase"


@pytest.fixture
def user():
    person = UserFactory()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("notice", NOTICES)
def test_each_notice_says_what_when_where(rf, user, take_task, django_capture_on_commit_callbacks, notice, language):
    request = rf.get("/", headers={"user-agent": "Firefox"})
    request.user = user
    with (
        translation.override(language),
        context.request_context(request),
        django_capture_on_commit_callbacks(execute=True),
    ):
        get_adapter(request).send_notification_mail(notice, user, NOTICES[notice])
    name, mail = take_task()
    assert (name, mail["to"]) == (post.name, user.email)
    assert mail["subject"]
    for fact in ("127.0.0.1", "Firefox", "http", reverse("account_change_password")):
        assert fact in mail["text"]
    assert ("IP-Adresse" in mail["text"]) is (language == "de")


def test_a_reset_ends_every_session_and_token(client, user, take_task, django_capture_on_commit_callbacks):
    old = client.__class__()
    old.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    _token, secret = create_api_token(acting_user=user, name="Script", scopes=["read"])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("account_reset_password"), {"email": user.email})
    link = next(line for line in take_task()[1]["text"].split() if "/password/reset/key/" in line)
    page = client.get(link[link.index("/account/") :])["Location"]
    client.post(page, {"password1": NEW, "password2": NEW})

    user.refresh_from_db()
    assert user.check_password(NEW)
    assert old.get(reverse("accounts:you")).status_code == 302
    assert find_api_token(secret) is None
    assert not UserSession.objects.filter(user=user).exists()


def test_a_code_of_an_app_works_once(client, user):
    cache.clear()
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    statuses = []
    for one in (client, client.__class__()):
        asked = one.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})["Location"]
        statuses.append(one.post(asked, {"code": code}).status_code)
    assert statuses == [302, 200]
