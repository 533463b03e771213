"""Where somebody is signed in, and what a new password ends."""

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.urls import reverse

from accounts.actions import create_api_token, create_feed
from accounts.models import ApiToken
from accounts.queries import find_api_token
from availability.models import Feed
from tests.factories import PASSWORD, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]

NEW = "another-honest-passphrase"
CHANGE = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def user():
    person = UserFactory()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


@pytest.fixture
def browser(client, user):
    """Signs the user in, in a browser of their own; `is_fresh`: and gives the password again."""

    def sign_in(*, person=user, is_fresh=False, agent=FIREFOX):
        one = client.__class__(headers={"user-agent": agent})
        one.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
        assert SESSION_KEY in one.session
        if is_fresh:
            one.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        return one

    return sign_in


def is_signed_in(one):
    return one.get(reverse("accounts:you")).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_devices_are_listed(browser, user, count):
    ones = [browser() for _ in range(count)]
    text = ones[-1].get(reverse("usersessions_list")).content.decode()
    assert text.count("Firefox, Linux") == UserSession.objects.count() == count
    assert text.count("this device") == 1
    assert ("Sign out everywhere else" in text) is (count > 1)


def test_sign_out_everywhere_else_ends_the_others_after_a_fresh_sign_in(browser, settings):
    here, there = browser(), browser()
    minutes = settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0  # their sign-in is a moment old
    asked = here.post(reverse("usersessions_list"))
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = minutes
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert is_signed_in(there)
    done = here.post(asked["Location"], {"password": PASSWORD, "next": reverse("usersessions_list")}, follow=True)
    assert done.status_code == 200
    assert not is_signed_in(there)
    assert is_signed_in(here)
    assert here.post(reverse("usersessions_list")).status_code == 302


def test_one_session_ends_and_its_number_is_gone(browser):
    here, there, other = browser(is_fresh=True), browser(), browser()
    row = UserSession.objects.get(session_key=there.session.session_key)
    path = reverse("accounts:session_end", args=[row.pk])
    assert here.get(path).status_code == 405
    assert here.post(path)["Location"] == reverse("usersessions_list")
    assert (is_signed_in(there), is_signed_in(other), is_signed_in(here)) == (False, True, True)
    assert here.post(path).status_code == 404


def test_nobody_ends_anothers_session(browser, user):
    theirs = browser()
    stranger = UserFactory()
    EmailAddress.objects.create(user=stranger, email=stranger.email, verified=True, primary=True)
    row = UserSession.objects.get(session_key=theirs.session.session_key)
    attack = browser(person=stranger, is_fresh=True)
    assert attack.post(reverse("accounts:session_end", args=[row.pk])).status_code == 404
    attack.post(reverse("usersessions_list"))
    assert is_signed_in(theirs)


@pytest.mark.parametrize("keeps", [True, False])
def test_a_new_password_ends_everything_else(browser, user, keeps):
    here, there = browser(), browser()
    _token, secret = create_api_token(acting_user=user, name="Script", scopes=["read"])
    create_feed(acting_user=user, kind="person")
    stranger = create_api_token(acting_user=UserFactory(), name="Other", scopes=["read"])[0]

    here.post(reverse("account_change_password"), CHANGE | ({"keep_session": "on"} if keeps else {}))

    assert (is_signed_in(here), is_signed_in(there)) == (keeps, False)
    assert find_api_token(secret) is None
    assert not Feed.objects.filter(user=user, revoked_at=None).exists()
    assert ApiToken.objects.get(pk=stranger.pk).revoked_at is None
    assert UserSession.objects.filter(user=user).count() == keeps


def test_a_wrong_old_password_ends_nothing(browser, user):
    here, there = browser(), browser()
    create_api_token(acting_user=user, name="Script", scopes=["read"])
    here.post(reverse("account_change_password"), CHANGE | {"oldpassword": "wrong"})
    assert is_signed_in(there)
    assert ApiToken.objects.get().revoked_at is None


def test_the_form_offers_to_stay_signed_in(browser):
    text = browser().get(reverse("account_change_password")).content.decode()
    assert "Stay signed in on this device" in text
    assert "ends your API tokens and calendar feeds" in text
