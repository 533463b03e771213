"""Tests that commit (`transaction=True`: races, on-commit effects) are cleaned up after by emptying the tables.

Django's own way, `flush`, would empty the catalogue too, whose rows come from a migration, and takes every table
whether anything is in it or not. Ours keeps what migrations wrote and truncates the tables that hold a row, with
those that refer to them.
"""

import pytest
from django.apps import apps
from django.db import OperationalError, connection
from django.test import TransactionTestCase
from psycopg.errors import DeadlockDetected

KEPT_BESIDE_THE_CATALOGUE = {"django_migrations", "django_content_type", "auth_permission"}
LONGEST_WAIT = "20s"
ATTEMPTS = 5


@pytest.fixture(autouse=True, scope="session")
def tables_emptied_after_commits():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test: empty_tables())
        yield


def empty_tables():
    """Truncate every table with a row in it, but those that migrations fill. A thread of the test that still holds a
    transaction open makes this fail after LONGEST_WAIT: the test has to close its connections.

    Where the site runs beside the tests, its worker may be reading what is truncated, in another order: PostgreSQL
    then gives one of the two up, and we try again.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _truncate()
        except OperationalError as error:
            if attempt == ATTEMPTS or not isinstance(error.__cause__, DeadlockDetected):
                raise
        else:
            break


def _truncate():
    with connection.cursor() as cursor:
        tables = sorted(set(connection.introspection.table_names(cursor)) - kept_tables())
        has_rows = (f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")" for table in tables)
        cursor.execute(" UNION ALL ".join(has_rows))
        filled = [f'"{table}"' for (table,) in cursor.fetchall()]
        if filled:
            cursor.execute(
                f"SET lock_timeout = '{LONGEST_WAIT}'; TRUNCATE {', '.join(filled)} CASCADE; RESET lock_timeout"
            )


def kept_tables() -> set[str]:
    return KEPT_BESIDE_THE_CATALOGUE | {model._meta.db_table for model in apps.get_app_config("catalogue").get_models()}
