"""One way in for everybody, staff included: allauth's, with its second factor and its limits."""

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import SESSION_KEY
from django.urls import reverse

from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]

PASSWORD = "backline-and-soup"
ADMIN = "/admin/accounts/party/?approval__exact=draft"


@pytest.fixture
def staff():
    person = UserFactory(is_staff=True, is_superuser=True)
    person.set_password(PASSWORD)
    person.save()
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    return person


def send_password(client, path, staff, password=PASSWORD):
    return client.post(path, {"username": staff.email, "login": staff.email, "password": password})


def way_into_the_admin(client):
    """Where whoever is not signed in is led from a page of the admin: past the admin's own address to ours."""
    first = client.get(ADMIN)
    return client.get(first["Location"])["Location"]


def test_the_admin_signs_in_through_the_account_pages(client, staff):
    path = way_into_the_admin(client)

    assert path.startswith(f"{reverse('account_login')}?next=/admin/")
    assert send_password(client, path, staff)["Location"] == ADMIN
    assert client.get(ADMIN).status_code == 200


def test_the_admins_own_sign_in_reads_no_password(client, staff):
    response = send_password(client, reverse("admin:login"), staff)

    assert response["Location"] == f"{reverse('account_login')}?next=/admin/"
    assert SESSION_KEY not in client.session


def test_the_second_factor_stands_before_the_admin(client, staff):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(staff, secret)
    path = way_into_the_admin(client)

    response = send_password(client, path, staff)
    assert response["Location"].startswith(reverse("mfa_authenticate"))
    assert client.get(ADMIN).status_code == 302
    code = next(totp.yield_hotp_counters_from_time())
    signed_in = client.post(response["Location"], {"code": totp.format_hotp_value(totp.hotp_value(secret, code))})
    assert signed_in["Location"] == ADMIN
    assert client.get(ADMIN).status_code == 200


def test_wrong_passwords_for_the_admin_are_limited(client, staff):
    path = way_into_the_admin(client)
    for _ in range(12):
        for address in (reverse("admin:login"), path):
            send_password(client, address, staff, "wrong")

    assert "Too many wrong tries" in send_password(client, path, staff).content.decode()
    assert SESSION_KEY not in client.session


def test_who_is_no_staff_is_refused_and_not_led_in_circles(client):
    client.force_login(UserFactory())

    assert client.get(reverse("admin:login"), {"next": ADMIN}).status_code == 403


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example/", ""])
def test_the_way_into_the_admin_leads_nowhere_else(client, staff, wanted):
    client.force_login(staff)

    assert client.get(reverse("admin:login"), {"next": wanted})["Location"] == "/admin/"


def test_staff_change_their_password_where_everybody_does(client, staff):
    client.force_login(staff)

    assert client.post(reverse("admin:password_change"))["Location"] == reverse("account_change_password")


@pytest.mark.parametrize("name", ["google_login", "google_callback", "google_login_by_token"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_sign_in_with_google_is_not_there_where_it_is_not_configured(client, settings, name, method):
    settings.SOCIALACCOUNT_PROVIDERS = {}

    assert getattr(client, method)(reverse(name)).status_code == 404


def test_a_code_is_sent_again_on_request(client, staff, take_task, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(reverse("account_request_login_code"), {"email": staff.email}, follow=True)
    text = page.content.decode()
    assert f"We’ve sent a code to <strong>{staff.email}</strong>" in text
    assert "Resend code" in text
    first = take_task()[1]
    with django_capture_on_commit_callbacks(execute=True):
        again = client.post(reverse("account_confirm_login_code"), {"action": "resend"}, follow=True)
    assert again.status_code == 200
    second = take_task()[1]
    assert first["to"] == second["to"] == staff.email
    assert first["text"] != second["text"]


def test_new_staff_are_led_to_their_work(client, staff):
    assert send_password(client, reverse("account_login"), staff)["Location"] == "/"
    assert "/admin/accounts/party/?approval__exact=draft" in client.get("/").content.decode()
    client.force_login(UserFactory())
    assert "/admin/" not in client.get("/").content.decode()
