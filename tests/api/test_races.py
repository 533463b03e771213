"""The same request from many threads, committed for real; in a module without the world that the others share."""

import threading

import pytest
from django.db import connection

from accounts.models import Party
from tests.api.conftest import ZONE, Caller
from tests.bookings.changes.scenes import LATER, a_bill, host_proposes
from tests.bookings.scenes import a_house, an_act
from tests.factories import FAR_SATURDAY, UserFactory
from tests.threads import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def test_eight_at_once_with_one_key_make_one_band():
    caller = Caller(UserFactory())
    barrier, statuses = threading.Barrier(8), []

    def post():
        mine = Caller()
        mine.headers = caller.headers
        barrier.wait()
        statuses.append(mine.post("/bands", {"name": "Twice", "timezone": ZONE}, Idempotency_Key="k1").status_code)
        connection.close()

    threads = [threading.Thread(target=post) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(statuses) <= {201, 409}
    assert 201 in statuses
    assert Party.objects.count() == 1


def test_two_sides_that_agree_at_once_move_the_show_once():
    """The last to agree moves it, whichever that is; a press that comes after it is told so."""
    house, acts = a_house(), [an_act(members=1), an_act(members=1)]
    show, _bookings = a_bill(house, *acts)
    move = host_proposes(house, show)
    callers = [Caller(act.leader) for act in acts for _press in range(2)]
    answers = at_once(len(callers), lambda number: callers[number].post(f"/moves/{move.pk}/agree").status_code)
    move.refresh_from_db()
    show.refresh_from_db()
    assert (set(answers) <= {200, 409}, answers.count(200) >= 2) == (True, True)
    assert (move.state, show.starts_at) == ("agreed", FAR_SATURDAY + LATER)
    assert show.history.filter(event="moved", booking=None).count() == 1
    assert show.history.filter(event="move_agreed", booking=None).count() == 2
