import pytest
from django.db import transaction

from notifications.actions import notify, save_preferences
from notifications.models import Notification
from tests.factories import UserFactory
from web.announce import KEY_PREFIX
from web.valkey import valkey

from .conftest import KIND

pytestmark = pytest.mark.django_db

WANTED, SKIPPED = Notification.EmailState.WANTED, Notification.EmailState.SKIPPED


def test_notify_writes_one_row_for_each_user_named_twice_or_not():
    one, two = UserFactory(), UserFactory()
    notify(users=[one, two, one], kind=KIND, path="/shows/", data={"show": "x"})
    assert set(Notification.objects.values_list("user", "kind", "path", "email_state")) == {
        (one.pk, KIND, "/shows/", WANTED),
        (two.pk, KIND, "/shows/", WANTED),
    }


def test_notify_hands_all_over_in_one_message_after_the_commit(django_capture_on_commit_callbacks, queued):
    with django_capture_on_commit_callbacks(execute=True):
        notify(users=[UserFactory(), UserFactory(), UserFactory()], kind=KIND)
        assert queued() == []
    [arguments] = queued()
    assert all(str(pk) in arguments for pk in Notification.objects.values_list("pk", flat=True))


def test_notify_announces_the_inbox_after_the_commit(django_capture_on_commit_callbacks):
    user = UserFactory()
    with django_capture_on_commit_callbacks(execute=True):
        notify(users=[user], kind=KIND)
    assert int(valkey().get(f"{KEY_PREFIX}u.{user.pk}")) > 0


def test_notify_leaves_nothing_when_the_caller_rolls_back(django_capture_on_commit_callbacks, queued):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        notify(users=[UserFactory()], kind=KIND)
        transaction.set_rollback(True)
    assert not Notification.objects.exists()
    assert queued() == []


def test_notify_survives_a_broker_that_is_down(django_capture_on_commit_callbacks, broker_that_is_down, caplog):
    with django_capture_on_commit_callbacks(execute=True):
        notify(users=[UserFactory()], kind=KIND)
    assert Notification.objects.get().email_state == WANTED
    assert "on_commit" in caplog.text


@pytest.mark.parametrize(
    ("by_email", "in_app", "expected"),
    [
        ([KIND], [KIND], [(WANTED, True)]),
        ([], [KIND], [(SKIPPED, True)]),
        ([KIND], [], [(WANTED, False)]),
        ([], [], []),
    ],
)
def test_notify_honours_what_a_user_wants_to_hear(news, by_email, in_app, expected):
    user = UserFactory()
    save_preferences(acting_user=user, by_email=by_email, in_app=in_app)
    notify(users=[user], kind=KIND)
    assert list(Notification.objects.values_list("email_state", "in_app")) == expected


def test_notify_sends_no_mail_to_who_cannot_sign_in_any_more():
    notify(users=[UserFactory(is_active=False)], kind=KIND)
    assert Notification.objects.get().email_state == SKIPPED


@pytest.mark.parametrize("count", [1, 3])
def test_notify_takes_as_many_queries_for_three_as_for_one(count, django_assert_num_queries):
    users = UserFactory.create_batch(count)
    with django_assert_num_queries(1):
        notify(users=users, kind=KIND)
