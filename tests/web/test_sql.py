"""The files of SQL say what the database does: all of it, and nothing else."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from accounts.conditions import PUBLIC_PARTY
from bookings.states import PUBLISHED
from web.management.commands.makesql import all_changed_files, changed_files
from web.sql import LoadSql, fill, read_sql, sql_files

FILES = [(app.label, name) for app in apps.get_app_configs() for name in sql_files(app.label)]
IN_FORCE = {
    "functions": """
        SELECT proname, pg_get_functiondef(oid) FROM pg_proc f
         WHERE pronamespace = 'public'::regnamespace AND prokind IN ('f', 'p') AND proname !~ '^_?pgtrigger_'
           AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = f.oid AND d.deptype = 'e')""",
    "triggers": """
        SELECT tgname, pg_get_triggerdef(oid) || tgenabled::text FROM pg_trigger
         WHERE NOT tgisinternal AND tgname !~ '^pgtrigger_'""",
    "views": "SELECT viewname, definition FROM pg_views WHERE schemaname = 'public'",
    "constraints": """
        SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint
         WHERE connamespace = 'public'::regnamespace""",
    "sequences": "SELECT sequencename, data_type::text FROM pg_sequences WHERE schemaname = 'public'",
}
"""What may lie in files, by folder; extensions and pgtrigger bring their own."""


def in_force(folder: str) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(IN_FORCE[folder])
        return dict(cursor.fetchall())


@pytest.mark.django_db
@pytest.mark.parametrize("folder", ["functions", "triggers", "views"])
def test_each_object_of_the_database_has_its_file(folder):
    files = [name.partition("/")[2] for _app, name in FILES if name.startswith(f"{folder}/")]
    assert sorted(files) == sorted(in_force(folder))


@pytest.mark.django_db
@pytest.mark.parametrize(("app", "name"), FILES)
def test_loading_a_file_again_changes_nothing(app, name):
    before = {folder: in_force(folder) for folder in IN_FORCE}
    with connection.cursor() as cursor:
        cursor.execute(read_sql(app, name))
    assert {folder: in_force(folder) for folder in IN_FORCE} == before


@pytest.mark.django_db
def test_a_database_that_does_something_else_is_seen():
    before = in_force("functions")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(read_sql("discovery", "functions/discovery_plain").replace("' '", "'_'"))
        assert in_force("functions") != before
        transaction.set_rollback(True)


def test_each_file_is_loaded_by_a_migration_as_it_is():
    assert all_changed_files(MigrationLoader(None)) == {}


@pytest.mark.django_db
def test_a_file_that_changed_wants_a_migration(monkeypatch):
    changed = "functions/discovery_plain"
    monkeypatch.setattr("web.sql.read_sql", lambda app, name: "SELECT 1" if name == changed else read_sql(app, name))
    assert list(changed_files(MigrationLoader(None), "discovery")) == [changed]
    with pytest.raises(CommandError, match=rf"makesql: discovery/sql/{changed}.sql"):
        call_command("makesql", check=True)
    with pytest.raises(CommandError, match=r"run manage\.py makesql"):
        call_command("migrate")


@pytest.mark.django_db
def test_a_migration_leaves_a_file_that_changed_since_to_a_later_one():
    before = in_force("functions")
    with connection.schema_editor() as editor:
        LoadSql({"functions/not_there": "0", "functions/discovery_plain": "0"}).database_forwards(
            "discovery", editor, None, None
        )
    assert in_force("functions") == before


@pytest.mark.django_db
def test_a_migration_leaves_a_trigger_that_changed_since_to_a_later_one(monkeypatch):
    monkeypatch.setattr("web.sql.read_sql", lambda app, name: "SELECT no_such_column")
    with connection.schema_editor() as editor:
        LoadSql({"triggers/discovery_rate": "0"}).database_forwards("discovery", editor, None, None)


@pytest.mark.django_db
@pytest.mark.parametrize(("result", "is_there"), [("int", True), ("no_such_table", False)])
def test_a_function_that_changed_since_is_there_for_triggers_as_soon_as_it_can_be(monkeypatch, result, is_there):
    """On an empty database: a trigger that has not changed comes before the migration that loads its function."""
    body = f"CREATE FUNCTION later() RETURNS {result} LANGUAGE sql AS 'SELECT missing FROM nowhere'"
    monkeypatch.setattr("web.sql.read_sql", lambda app, name: body)
    with connection.schema_editor() as editor:
        LoadSql({"functions/discovery_plain": "0"}).database_forwards("discovery", editor, None, None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_proc WHERE proname = 'later'")
        assert cursor.fetchone() == (is_there,)


def test_placeholders_become_literals_in_the_order_of_their_enum():
    assert fill("{bookings.states.BookingState.PENDING} '{}'") == "'pending' '{}'"
    assert fill("{bookings.states.PUBLISHED}") == "'open', 'confirmed', 'played'"
    assert len(PUBLISHED) == 3


def test_a_condition_is_written_for_the_table_that_it_names():
    assert fill("WHEN ({accounts.conditions.PUBLIC_PARTY(NEW)})") == f"WHEN ({PUBLIC_PARTY.sql('NEW')})"


@pytest.mark.parametrize(
    "unknown",
    [
        "{accounts.states.Approval(NEW)}",
        "{accounts.conditions.NOTHING(NEW)}",
        "{bookings.states.NOTHING}",
        "{bookings.states.ShowState.LOST}",
        "{nowhere.X}",
        "{state}",
        "{bookings.states.pairs}",
    ],
)
def test_a_placeholder_that_names_no_states_is_refused(unknown):
    with pytest.raises(ValueError, match="in a file of SQL"):
        fill(f"SELECT {unknown}")
