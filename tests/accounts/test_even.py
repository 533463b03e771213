"""Nobody learns from an answer whether an address has an account."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.urls import reverse

from accounts.models import User
from accounts.sign_in.even import FLOOR_SECONDS
from availability.models import Calendar
from tests.factories import UserFactory
from tests.passwords import QuickHasher

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]

EMAIL = "mara@example.org"
FORMS = {
    "account_signup": {"name": "Mara Deep", "email": EMAIL, "password1": "an-honest-passphrase"},
    "account_request_login_code": {"email": EMAIL},
    "account_reset_password": {"email": EMAIL},
    "account_login": {"login": EMAIL, "password": "a-wrong-password"},
}


class CountingHasher(QuickHasher):
    """Counts how often it hashes."""

    hashed = 0

    def encode(self, *args, **kwargs):
        CountingHasher.hashed += 1
        return super().encode(*args, **kwargs)


def send(client, name, *, is_known):
    """Fill in a form as a new visitor; the answer, all pages that follow, and how often a password was hashed."""
    cache.clear()
    User.objects.filter(email=EMAIL).delete()
    if is_known:
        known = UserFactory(email=EMAIL)
        EmailAddress.objects.create(user=known, email=EMAIL, verified=True, primary=True)
    visitor = client.__class__()
    CountingHasher.hashed = 0
    answer = visitor.post(reverse(name), FORMS[name])
    hashed = CountingHasher.hashed
    page = visitor.get(answer["Location"]) if answer.status_code == 302 else answer
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", page.content.decode(), flags=re.DOTALL).split()
    return answer.status_code, answer.get("Location"), text, hashed


@pytest.mark.parametrize("name", FORMS)
def test_words_and_work_are_the_same(client, settings, name):
    settings.PASSWORD_HASHERS = ["tests.accounts.test_even.CountingHasher"]
    assert send(client, name, is_known=True) == send(client, name, is_known=False)


def test_joining_again_leaves_nothing_behind(client):
    send(client, "account_signup", is_known=True)
    assert User.objects.count() == EmailAddress.objects.count() == Calendar.objects.count() == 1


@pytest.mark.parametrize("name", ["account_signup", "account_request_login_code", "account_reset_password"])
def test_answers_come_after_the_same_time(client, name):
    for is_known in (True, False):
        began = time.monotonic()
        send(client, name, is_known=is_known)
        assert time.monotonic() - began >= FLOOR_SECONDS


def test_the_floor_stands_before_the_pages_that_take_an_address():
    from accounts.sign_in.even import PAGES

    assert {reverse(name) for name in FORMS if name != "account_login"} == PAGES
