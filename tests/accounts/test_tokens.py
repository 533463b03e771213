"""API tokens, and the command that makes them."""

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command

from accounts.actions import create_api_token, revoke_api_token
from accounts.models import ApiToken, User
from accounts.queries import find_api_token
from accounts.states import TokenScope
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_token_finds_its_user_in_one_query(django_assert_num_queries):
    user = UserFactory()
    token, secret = create_api_token(acting_user=user, name="Script", scopes=["write", "read"])
    assert token.scopes == ["read", "write"]
    with django_assert_num_queries(1):
        assert find_api_token(secret).user == user


def test_the_secret_is_not_stored():
    _, secret = create_api_token(acting_user=UserFactory(), name="Script", scopes=["read"])
    assert secret not in str(ApiToken.objects.values_list().get())


@pytest.mark.parametrize("secret", ["", "stageslot_no", "\x00", "\ud800", "x" * 100_000])
def test_what_is_no_token_finds_nobody(secret):
    create_api_token(acting_user=UserFactory(), name="Script", scopes=["read"])
    assert find_api_token(secret) is None


def test_a_revoked_token_finds_nobody():
    user = UserFactory()
    token, secret = create_api_token(acting_user=user, name="Script", scopes=["read"])
    revoke_api_token(acting_user=user, token=token)
    assert find_api_token(secret) is None


def test_a_token_of_a_deactivated_user_finds_nobody():
    user = UserFactory()
    _, secret = create_api_token(acting_user=user, name="Script", scopes=["read"])
    User.objects.update(is_active=False)
    assert find_api_token(secret) is None


def test_nobody_revokes_anothers_token():
    token, secret = create_api_token(acting_user=UserFactory(), name="Script", scopes=["read"])
    with pytest.raises(PermissionDenied):
        revoke_api_token(acting_user=UserFactory(), token=token)
    assert find_api_token(secret)


@pytest.mark.parametrize(
    ("fields", "wrong"), [({"name": " "}, "name"), ({"scopes": []}, "scopes"), ({"scopes": ["root"]}, "scopes")]
)
def test_a_token_without_name_or_known_scope_is_refused(fields, wrong):
    with pytest.raises(ValidationError) as refusal:
        create_api_token(acting_user=UserFactory(), **{"name": "Script", "scopes": ["read"]} | fields)
    assert list(refusal.value.message_dict) == [wrong]


def test_token_command_prints_a_token_with_all_scopes_as_its_last_word(capsys):
    user = UserFactory()
    call_command("token", user.email.upper())
    token = find_api_token(capsys.readouterr().out.split()[-1])
    assert (token.user, token.scopes) == (user, TokenScope.values)
    assert not token.user.is_staff


def test_token_command_creates_a_verified_staff_user(capsys):
    call_command("token", "new@example.org", "--create", "--staff")
    user = find_api_token(capsys.readouterr().out.split()[-1]).user
    assert user.is_staff
    assert EmailAddress.objects.get(user=user).verified


def test_token_command_twice_makes_one_user(capsys):
    for _ in range(2):
        call_command("token", "new@example.org", "--create")
    assert User.objects.count() == 1


@pytest.mark.parametrize("arguments", [["nobody@example.org"], ["no address", "--create"]])
def test_token_command_says_what_is_wrong(arguments):
    with pytest.raises(CommandError):
        call_command("token", *arguments)
    assert not User.objects.exists()
