"""Tests that commit (`transaction=True`: races, on-commit effects) are cleaned up after by emptying the tables.

Django's own way, `flush`, would empty the catalogue too, whose rows come from a migration, and truncates every table:
with a hundred of them that takes a fifth of a second of a processor, for new files. Ours keeps what migrations wrote
and deletes the few rows there are, with foreign keys and triggers off, which only a superuser may say.
"""

import functools

import psycopg
import pytest
from django.apps import apps
from django.db import connection
from django.test import TransactionTestCase
from psycopg import sql
from psycopg.errors import DeadlockDetected

from stageslot.embedded.postgres import SUPERUSER

KEPT_BESIDE_THE_CATALOGUE = {"django_migrations", "django_content_type", "auth_permission"}
LONGEST_WAIT = "20s"
ATTEMPTS = 5


@pytest.fixture(autouse=True, scope="session")
def tables_emptied_after_commits():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test: empty_tables())
        yield


def empty_tables():
    """Delete every row, but those that migrations wrote. A thread of the test that still holds a transaction open makes
    this fail after LONGEST_WAIT: the test has to close its connections.

    Where the site runs beside the tests, its worker may hold what is locked here, and want more, in another order:
    PostgreSQL then gives one of the two up, and we try again.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _delete()
        except DeadlockDetected:
            if attempt == ATTEMPTS:
                raise
        else:
            break


def _delete():
    tables = [sql.Identifier(table) for table in _emptied_tables()]
    with _as_superuser() as database, database.transaction():
        database.execute(f"SET LOCAL lock_timeout = '{LONGEST_WAIT}'; SET LOCAL session_replication_role = replica")
        # All of them, or what somebody is still writing would come after us.
        database.execute(sql.SQL("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE").format(sql.SQL(", ").join(tables)))
        has_rows = (
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(each.as_string()), each)
            for each in tables
        )
        filled = database.execute(sql.SQL(" UNION ALL ").join(has_rows)).fetchall()
        database.execute(";".join(f"DELETE FROM {table}" for (table,) in filled))


def _as_superuser() -> psycopg.Connection:
    """The embedded server's has the same password as the site's role."""
    database = connection.settings_dict
    return psycopg.connect(
        host=database["HOST"],
        port=database["PORT"],
        dbname=database["NAME"],
        user=SUPERUSER,
        password=database["PASSWORD"],
    )


@functools.cache
def _emptied_tables() -> list[str]:
    with connection.cursor() as cursor:
        return sorted(set(connection.introspection.table_names(cursor)) - kept_tables())


def kept_tables() -> set[str]:
    return KEPT_BESIDE_THE_CATALOGUE | {model._meta.db_table for model in apps.get_app_config("catalogue").get_models()}
