"""Passwords that everybody knows, sessions that are too old, and staff who sign somebody out."""

import time

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests.factories import PASSWORD, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.mark.parametrize("known", ["StageSlot2026", "soundcheck123", "password123", "iloveyou2", "1234567"])
def test_a_known_password_is_refused(known):
    with pytest.raises(ValidationError):
        validate_password(known)


@pytest.mark.parametrize("good", ["an-honest-passphrase", "ünïcode über alles", "x7 " * 60])
def test_any_other_password_is_taken(good):
    validate_password(good)


@pytest.fixture
def signed_in(client):
    person = UserFactory()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    client.person = person
    return client


@pytest.mark.parametrize(("days", "status"), [(29, 200), (31, 302)])
def test_a_session_ends_thirty_days_after_the_sign_in(signed_in, days, status):
    session = signed_in.session
    session["account_authentication_methods"][0]["at"] = time.time() - days * 86400
    session.save()
    assert signed_in.get(reverse("accounts:you")).status_code == status


def test_staff_sign_a_person_out_everywhere(signed_in, client):
    boss = client.__class__()
    boss.force_login(UserFactory(is_staff=True, is_superuser=True))
    chosen = {"action": "sign_out", "_selected_action": [str(signed_in.person.pk)]}
    assert boss.post(reverse("admin:accounts_user_changelist"), chosen).status_code == 302
    assert signed_in.get(reverse("accounts:you")).status_code == 302
    assert not UserSession.objects.exists()
