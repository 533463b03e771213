"""Joining: the name is asked for, and the code comes with a link whose button sends it."""

import re
from urllib.parse import quote

import pytest
from django.contrib.auth import SESSION_KEY
from django.urls import reverse

from accounts.models import ApiToken, User
from notifications.tasks import post
from tests.factories import PartyFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]

SIGN_UP = {"name": "Mara Deep", "email": "mara@example.org", "password1": "an-honest-passphrase"}
CONFIRM = "/account/confirm-email/"


@pytest.fixture
def letter(take_task, django_capture_on_commit_callbacks):
    """Does something and returns the text of the mail that it sent."""

    def sent(do):
        with django_capture_on_commit_callbacks(execute=True):
            do()
        name, letter = take_task()
        assert name == post.name
        return letter["text"]

    return sent


def link_in(text):
    return "/code/" + re.search(r"https?://\S+?/code/(\S+)", text)[1]


def button_of(page):
    """Where the button of the page sends its code, and the code."""
    main = page.partition("<main")[2]
    return re.search(r'action="([^"]+)"', main)[1], re.search(r'name="code"\s+value="([^"]+)"', main)[1]


@pytest.mark.parametrize("name", ["", "   ", "\u2800"])
def test_joining_takes_a_name_that_can_be_read(client, name):
    response = client.post(reverse("account_signup"), SIGN_UP | {"name": name})
    assert (response.status_code, User.objects.exists()) == (200, False)
    assert response.context["form"].errors.keys() == {"name"}


def test_who_joins_is_called_by_their_name(client):
    client.post(reverse("account_signup"), SIGN_UP)
    assert User.objects.get(email=SIGN_UP["email"]).name == "Mara Deep"


def test_the_link_beside_the_code_signs_in_by_its_button_alone(client, letter):
    link = link_in(letter(lambda: client.post(reverse("account_signup"), SIGN_UP)))
    page = client.get(link).content.decode()
    assert SESSION_KEY not in client.session
    assert not User.objects.get().emailaddress_set.filter(verified=True).exists()
    action, code = button_of(page)
    assert client.post(action, {"code": code})["Location"] == reverse("accounts:welcome")
    assert SESSION_KEY in client.session


def test_the_link_signs_nobody_in_who_did_not_ask_for_it(client, letter, django_user_model):
    link = link_in(letter(lambda: client.post(reverse("account_signup"), SIGN_UP)))
    elsewhere = client.__class__()
    page = elsewhere.get(link).content.decode()
    action, code = button_of(page)
    elsewhere.post(action, {"code": code})
    assert SESSION_KEY not in elsewhere.session
    assert code in page.partition("another device")[2]


def test_a_code_for_signing_in_has_a_link_too(client, letter):
    user = UserFactory(email="mara@example.org")
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    link = link_in(letter(lambda: client.post(reverse("account_request_login_code"), {"email": user.email})))
    action, code = button_of(client.get(link).content.decode())
    client.post(action, {"code": code})
    assert client.session[SESSION_KEY] == str(user.pk)


@pytest.mark.parametrize("exists", [True, False])
def test_the_page_for_the_code_looks_the_same_whether_or_not_there_is_an_account(client, exists):
    if exists:
        known = UserFactory(email="mara@example.org")
        known.emailaddress_set.create(email=known.email, verified=True, primary=True)
    client.post(reverse("account_signup"), SIGN_UP)
    page = client.get(CONFIRM).content.decode()
    assert 'form="another-address"' in page
    assert f'name="next" value="{reverse("account_signup")}"' in page
    assert 'form="resend"' in page


def test_another_address_leads_back_to_joining_and_another_code(client):
    client.post(reverse("account_signup"), SIGN_UP)
    again = client.post(reverse("account_logout"), {"next": reverse("account_signup")})
    assert again["Location"] == reverse("account_signup")
    client.post(reverse("account_signup"), SIGN_UP | {"email": "mara@example.com"})
    assert "mara@example.com" in client.get(CONFIRM).content.decode()


def test_starting_a_band_leads_who_is_new_to_joining_and_back(client, letter):
    begin = reverse("bands:band_new")
    join = client.get(begin)["Location"]
    assert join == f"{reverse('account_signup')}?next={begin}"
    link = link_in(letter(lambda: client.post(join, SIGN_UP | {"next": begin})))
    action, code = button_of(client.get(link).content.decode())
    assert client.post(action, {"code": code})["Location"] == begin


def test_asking_an_act_leads_who_is_new_to_joining_and_back_to_the_date(client, letter):
    act = PartyFactory()
    ask = reverse("bookings:request_new", args=[act.slug], query={"night": "2028-03-04"})
    join = client.get(ask)["Location"]
    assert join == f"{reverse('account_signup')}?next={quote(ask)}"
    page = client.get(join).content.decode()
    assert f"{reverse('account_login')}?next={quote(ask, safe='')}" in page
    link = link_in(letter(lambda: client.post(join, SIGN_UP | {"next": ask})))
    action, code = button_of(client.get(link).content.decode())
    assert client.post(action, {"code": code})["Location"] == ask


def test_who_has_just_joined_makes_a_token_without_another_sign_in(client, letter):
    page = client.get(link_in(letter(lambda: client.post(reverse("account_signup"), SIGN_UP)))).content.decode()
    action, code = button_of(page)
    client.post(action, {"code": code})

    client.post(reverse("accounts:tokens"), {"name": "Script", "scopes": ["read"], "days": "30"})

    assert ApiToken.objects.filter(user__email=SIGN_UP["email"]).count() == 1
