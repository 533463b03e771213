"""What a request did to the database: which statements wrote, and what every table held before and after."""

import functools
import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from tests.emptying import kept_tables

# SELECT ... FOR UPDATE locks and does not write.
WRITING = re.compile(r"\b(INSERT\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE|MERGE\s+INTO)\s+(?!OF\b|SKIP\b|NOWAIT\b)(\"?\w+)")
SESSIONS = Session._meta.db_table
WRITTEN = """
    SELECT pg_current_xact_id()::text, sum(pg_stat_get_xact_tuples_inserted(oid)
        + pg_stat_get_xact_tuples_updated(oid) + pg_stat_get_xact_tuples_deleted(oid))::bigint
    FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> %s
"""

MAKE_CONTENTS = """
    CREATE FUNCTION pg_temp.contents() RETURNS TABLE (name text, rows bigint, total numeric)
    LANGUAGE plpgsql AS $$ BEGIN RETURN QUERY {}; END $$
"""
"""PL/pgSQL keeps the plan: to plan a look at every table takes six times as long as to look."""


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside has to stand up to the checks at commit, and is then rolled back."""
    before = _summed.get(_written())
    with transaction.atomic():
        yield
        connection.check_constraints()
        transaction.set_rollback(True)
    # PostgreSQL goes on counting what was undone; what every table held before is in it again.
    _summed.clear()
    if before is not None:
        _summed[_written()] = before


@contextmanager
def writes_noted() -> Iterator[list[str]]:
    """Collects every statement that writes to a table other than that of the sessions."""
    written: list[str] = []

    def note(execute, sql, params, many, context):
        if any(SESSIONS not in table for _verb, table in WRITING.findall(str(sql))):
            written.append(str(sql)[:300])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield written


def contents() -> dict[str, tuple[int, int]]:
    """How many rows every table holds and a sum over all that stands in them; but for sessions and the catalogue.

    Summed anew only when a row was written in this transaction since the last time and not undone: PostgreSQL counts.
    """
    written = _written()
    if written not in _summed:
        _summed.clear()
        _summed[written] = _sums()
    return _summed[written]


_summed: dict[tuple[str, int], dict[str, tuple[int, int]]] = {}
"""The last sums, by how much had been written then."""


def _written() -> tuple[str, int]:
    """The transaction, and how many rows it has inserted, changed and deleted so far, whoever's statement did."""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN, [SESSIONS])
        return cursor.fetchone()


def _sums() -> dict[str, tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regprocedure('pg_temp.contents()')")
        if cursor.fetchone() == (None,):  # it is gone with the transaction that made it
            cursor.execute(MAKE_CONTENTS.format(_contents_sql()))
        cursor.execute("SELECT * FROM pg_temp.contents()")
        return {table: (count, total) for table, count, total in cursor.fetchall()}


@functools.cache
def _contents_sql() -> str:
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    held = "SELECT '{0}', count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM \"{0}\" t"
    return " UNION ALL ".join(held.format(table) for table in sorted(tables - kept_tables() - {SESSIONS}))
