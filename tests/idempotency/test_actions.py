from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.db.models.functions import Now

from idempotency.actions import delete_old_requests, once
from idempotency.errors import KeyInvalid, OtherBody
from idempotency.models import OnceRequest
from idempotency.tasks import sweep_requests
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory()


def make_group(status=201, secrets=()):
    group = Group.objects.create(name=f"group {Group.objects.count()}")
    return status, {"name": group.name, "token": "s3cret"}, secrets


def ask(user, *, key="k1", path="/api/v1/groups", body=b"{}", effect=make_group):
    return once(user=user, path=path, key=key, body=body, effect=effect)


def test_repeat_gives_the_first_answer_and_does_nothing(user):
    first = ask(user)
    again = ask(user)
    assert (first.status, first.body, first.is_repeat) == (201, {"name": "group 0", "token": "s3cret"}, False)
    assert (again.status, again.body, again.is_repeat) == (201, first.body, True)
    assert Group.objects.count() == 1


def test_secret_is_shown_once_and_not_stored(user):
    effect = lambda: make_group(secrets=("token",))  # noqa: E731
    assert ask(user, effect=effect).body["token"] == "s3cret"
    assert ask(user, effect=effect).body == {"name": "group 0", "token": None}
    assert OnceRequest.objects.get().body["token"] is None


def test_other_body_is_refused(user):
    ask(user)
    with pytest.raises(OtherBody) as refusal:
        ask(user, body=b'{"a": 1}')
    assert refusal.value.status == 422
    assert Group.objects.count() == 1


@pytest.mark.parametrize("other", [{"key": "k2"}, {"path": "/elsewhere"}, {"user": AnonymousUser()}, {"user": None}])
def test_other_key_path_or_user_is_another_request(user, other):
    ask(user)
    assert not ask(**({"user": user} | other)).is_repeat
    assert Group.objects.count() == 2


def test_nobody_signed_in_repeats_too():
    ask(None)
    assert ask(AnonymousUser()).is_repeat


@pytest.mark.parametrize("status", [400, 409, 422, 500])
def test_refusal_is_neither_kept_nor_has_an_effect(user, status):
    refused = ask(user, effect=lambda: make_group(status))
    assert (refused.status, refused.is_repeat) == (status, False)
    assert not Group.objects.exists()
    assert not ask(user).is_repeat


def test_exception_rolls_back_and_frees_the_key(user):
    def fail():
        make_group()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask(user, effect=fail)
    assert not Group.objects.exists()
    assert not ask(user).is_repeat


@pytest.mark.parametrize("key", ["", "x" * 256, "tab\t", "ünicode", "nul\0", "\x7f"])
def test_invalid_key_is_refused(user, key):
    with pytest.raises(KeyInvalid):
        ask(user, key=key)
    assert not Group.objects.exists()


@pytest.mark.parametrize("key", ["x", "x" * 255, "a b~!"])
def test_valid_key_is_taken(user, key):
    assert not ask(user, key=key).is_repeat


def test_answer_is_forgotten_after_a_day_swept_or_not(user):
    ask(user)
    OnceRequest.objects.update(created_at=Now() - timedelta(hours=24, seconds=1))
    assert not ask(user).is_repeat
    assert OnceRequest.objects.count() == 1


def test_sweep_deletes_what_is_older_than_a_day(user):
    ask(user, key="old")
    OnceRequest.objects.update(created_at=Now() - timedelta(hours=24, seconds=1))
    ask(user, key="young")
    sweep_requests()
    assert OnceRequest.objects.get().key == "young"
    assert delete_old_requests() == 0


def test_repeat_takes_no_more_queries_than_lock_and_look_up(user, django_assert_num_queries):
    ask(user)
    with django_assert_num_queries(5):  # savepoint, lock, delete what is old, look up, release
        ask(user)
