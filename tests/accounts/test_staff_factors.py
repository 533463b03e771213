"""Staff open the administration with a second factor, never by a password alone."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.urls import reverse

from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]

PASSWORD = "backline-and-soup"
ADMIN = "/admin/accounts/party/?approval__exact=draft"


@pytest.fixture(autouse=True)
def outside_the_demo(settings):
    settings.STAFF_NEED_TWO_FACTORS = True


@pytest.fixture
def staff():
    person = UserFactory(is_staff=True, is_superuser=True)
    person.set_password(PASSWORD)
    person.save()
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    return person


def sign_in(client, person, path="/account/login/"):
    return client.post(path, {"login": person.email, "password": PASSWORD})


def give_app(person):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(person, secret)
    return secret


def code_of(secret):
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "path", [ADMIN, "/admin/", "/admin/accounts/user/", "/admin/jsi18n/", "/admin/accounts/sitesettings/add/"]
)
def test_staff_without_a_second_factor_are_led_to_set_one_up(client, staff, path, method):
    sign_in(client, staff)

    assert getattr(client, method)(path)["Location"] == reverse("mfa_index")
    assert "authenticator app or a passkey first" in client.get(reverse("mfa_index")).content.decode()


def test_after_setting_up_an_app_its_code_opens_the_admin(client, staff):
    sign_in(client, staff)
    secret = give_app(staff)

    asked = client.get(ADMIN)["Location"]
    assert asked.startswith(reverse("mfa_reauthenticate"))
    assert client.post(asked, {"code": "000000"}).status_code == 200
    assert client.get(ADMIN)["Location"] == asked
    cache.clear()
    assert client.post(asked, {"code": code_of(secret)})["Location"] == ADMIN
    assert client.get(ADMIN).status_code == 200


def test_a_recovery_code_opens_the_admin_once(client, staff):
    give_app(staff)
    codes = RecoveryCodes.activate(staff).get_unused_codes()
    asked = sign_in(client, staff, f"{reverse('account_login')}?next=/admin/")["Location"]

    assert client.post(asked, {"code": codes[0]})["Location"] == "/admin/"
    assert client.get(ADMIN).status_code == 200
    other = client.__class__()
    asked = sign_in(other, staff)["Location"]
    assert other.post(asked, {"code": codes[0]}).status_code == 200
    assert other.get(ADMIN).status_code == 302


def test_a_removed_second_factor_closes_the_admin_in_a_session_that_had_shown_it(client, staff):
    secret = give_app(staff)
    client.post(sign_in(client, staff)["Location"], {"code": code_of(secret)})
    assert client.get(ADMIN).status_code == 200

    Authenticator.objects.filter(user=staff).delete()

    assert client.get(ADMIN)["Location"] == reverse("mfa_index")


def test_recovery_codes_alone_are_no_second_factor(client, staff):
    RecoveryCodes.activate(staff)
    sign_in(client, staff)

    assert client.get(ADMIN)["Location"] == reverse("mfa_index")


def test_a_passkey_is_asked_for_where_there_is_no_app(client, staff):
    sign_in(client, staff)
    Authenticator.objects.create(user=staff, type=Authenticator.Type.WEBAUTHN, data={})

    assert client.get(ADMIN)["Location"].startswith(reverse("mfa_reauthenticate_webauthn"))


def test_everybody_else_is_refused_as_before(client):
    client.force_login(UserFactory())

    assert client.get(ADMIN)["Location"].startswith("/admin/login/")
    assert client.get("/admin/login/").status_code == 403


def test_the_demo_does_without(client, staff, settings):
    settings.STAFF_NEED_TWO_FACTORS = False
    sign_in(client, staff)

    assert client.get(ADMIN).status_code == 200
