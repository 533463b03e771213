"""The same request from many threads, committed for real; in a module without the world that the others share."""

import threading

import pytest
from django.db import connection

from accounts.models import Party
from tests.api.conftest import ZONE, Caller
from tests.factories import UserFactory

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
