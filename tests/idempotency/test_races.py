"""Real threads on a committed database."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction

from idempotency.actions import once
from idempotency.errors import Running
from idempotency.models import OnceRequest
from tests.factories import UserFactory
from tests.threads import SOME_ROUNDS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
THREADS = 16


def make_group():
    group = Group.objects.create(name=f"group {Group.objects.count()}")
    return 201, {"name": group.name}, ()


def race(count, act):
    """Runs `act` in `count` threads that start together; their results, or the Running they met."""
    barrier = Barrier(count)

    def run(_):
        try:
            connection.ensure_connection()
            barrier.wait(timeout=20)
            return act()
        except Running as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.parametrize("waits", [False, True])
def test_same_key_at_the_same_time_acts_once(waits):
    user = UserFactory()
    for number in range(SOME_ROUNDS):
        results = race(
            THREADS,
            lambda key=f"k{number}": once(user=user, path="/p", key=key, body=b"", effect=make_group, waits=waits),
        )
        answers = [result for result in results if not isinstance(result, Running)]
        assert [answer.is_repeat for answer in answers].count(False) == 1
        assert {answer.body["name"] for answer in answers} == {f"group {number}"}
        assert len(answers) == THREADS or not waits
    assert Group.objects.count() == OnceRequest.objects.count() == SOME_ROUNDS


def test_other_keys_do_not_wait_for_each_other():
    user = UserFactory()
    barrier = Barrier(THREADS)

    def meet():
        barrier.wait(timeout=20)
        return 200, {}, ()

    keys = iter([f"k{number}" for number in range(THREADS)])
    results = race(THREADS, lambda: once(user=user, path="/p", key=next(keys), body=b"", effect=meet))
    assert [result.status for result in results] == [200] * THREADS


def test_one_still_running_is_refused_at_once_or_after_a_while(monkeypatch):
    monkeypatch.setattr("idempotency.actions.LONGEST_WAIT", "50ms")
    user = UserFactory()
    started, may_end = Event(), Event()

    def linger():
        started.set()
        assert may_end.wait(20)
        return make_group()

    def ask(effect, *, waits=False):
        try:
            return once(user=user, path="/p", key="k", body=b"", effect=effect, waits=waits)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(ask, linger)
        assert started.wait(20)
        with pytest.raises(Running):
            ask(make_group)
        with pytest.raises(Running):
            ask(make_group, waits=True)
        may_end.set()
        assert not first.result(20).is_repeat
    assert ask(make_group).is_repeat
    assert Group.objects.count() == 1


def test_waiting_leaves_the_lock_timeout_as_it_was():
    def tell_timeout():
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            return 200, {"timeout": cursor.fetchone()[0]}, ()

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '7s'")
        answer = once(user=None, path="/p", key="k", body=b"", effect=tell_timeout, waits=True)
    assert answer.body == {"timeout": "7s"}
