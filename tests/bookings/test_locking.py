import re
import threading

import pytest
from django.db import OperationalError, connection, connections, transaction
from psycopg.errors import DeadlockDetected

from availability.errors import Busy
from bookings.actions import accept_booking, answers, cancel_show, request_act
from bookings.actions.locking import lock_show
from bookings.models import Booking, Show
from engagements.actions.transactions import SetGrew, one_transaction
from tests.bookings.scenes import a_house, an_act, an_application, an_open_show
from tests.factories import FAR_SATURDAY, MembershipFactory, UserFactory


def failing(error, times):
    """An action that fails so often before it succeeds, and says how often it was run."""
    runs = []

    @one_transaction
    def action():
        runs.append(connection.in_atomic_block)
        if len(runs) <= times:
            raise error
        return runs

    return action, runs


def deadlock():
    error = OperationalError("deadlock detected")
    error.__cause__ = DeadlockDetected()
    return error


def in_thread(call):
    """A started thread that calls it on a connection of its own."""

    def run():
        try:
            call()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def elsewhere(call):
    """Call it in another transaction, and commit that."""
    in_thread(call).join(20)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error", [SetGrew(), deadlock()])
def test_an_action_starts_over_twice_and_then_is_busy(error):
    action, runs = failing(error, times=2)
    assert action() == [True] * 3
    action, runs = failing(error, times=3)
    with pytest.raises(Busy):
        action()
    assert len(runs) == 3


@pytest.mark.django_db(transaction=True)
def test_other_errors_are_not_tried_again():
    action, runs = failing(OperationalError("disk full"), times=1)
    with pytest.raises(OperationalError):
        action()
    assert len(runs) == 1


@pytest.mark.django_db
def test_inside_a_larger_transaction_a_grown_set_still_starts_over():
    action, runs = failing(SetGrew(), times=1)
    with transaction.atomic():
        assert action() == runs == [True, True]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_show_that_somebody_holds_is_busy_after_three_seconds():
    show = an_open_show(a_house())
    held, done = threading.Event(), threading.Event()

    @transaction.atomic
    def hold():
        lock_show(show.pk)
        held.set()
        done.wait(20)

    holder = in_thread(hold)
    assert held.wait(20)
    try:
        with pytest.raises(Busy):
            cancel_show(acting_user=show.created_by, show=show)
    finally:
        done.set()
        holder.join()
    assert Show.objects.get(pk=show.pk).state == "open"


@pytest.mark.django_db(transaction=True)
def test_who_joins_between_reading_and_locking_makes_a_request_start_over(monkeypatch):
    """The roster of a request is read again under the calendars' locks."""
    act, rounds = an_act(), []
    booking = request_act(
        acting_user=UserFactory(),
        act=act.party,
        starts_at=FAR_SATURDAY,
        ends_at=FAR_SATURDAY.replace(hour=22),
        place="Home",
    )
    lock = answers.lock_calendars

    def join_then_lock(ids):
        rounds.append(ids)
        if len(rounds) == 1:
            elsewhere(lambda: MembershipFactory(party=act.party))
        return lock(ids)

    monkeypatch.setattr(answers, "lock_calendars", join_then_lock)
    accept_booking(acting_user=act.leader, booking=booking)
    assert len(rounds) == 2
    assert Booking.objects.get().lineup.count() == 3


@pytest.mark.django_db
def test_locks_are_taken_in_one_order(django_assert_max_num_queries):
    house, act = a_house(), an_act()
    booking = an_application(act, an_open_show(house))
    with django_assert_max_num_queries(80) as queries:
        accept_booking(acting_user=house.manager, booking=booking)
    statements = [query["sql"] for query in queries.captured_queries]
    locks = [sql for sql in statements if sql.lstrip().startswith("SELECT") and "FOR NO KEY UPDATE" in sql]
    locked = [re.search(r'FROM "?(\w+)', sql)[1] for sql in locks]
    assert locked[:3] == ["bookings_show", "bookings_booking", "availability_calendar"]
