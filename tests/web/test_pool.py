"""Connections that died in the pool, as they do when PostgreSQL comes back from a crash."""

import pytest
from django.db import connection

from tests.conftest import MOST_THREADS
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def backend(_number):
    """The server process behind a connection of this thread's own, which goes back to the pool."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


@pytest.mark.slow
def test_dead_connections_are_replaced_before_anybody_gets_one():
    # This thread's own comes first, or it would get one of those that are to die.
    connection.ensure_connection()
    died = at_once(3, backend)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid, 5000) FROM unnest(%s::int[]) AS pid", [died])
    got = [at_once(1, backend)[0] for _all_that_wait_in_the_pool in range(MOST_THREADS)]
    assert [error for error in got if not isinstance(error, int)] == []
    assert not set(got) & set(died)
