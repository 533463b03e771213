"""Whether `migrate` is left out: only where it would do nothing."""

import psycopg
import pytest

from stageslot.embedded.migrations import are_applied, keep_applied, migrations_on_disk
from stageslot.embedded.services import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.processes]


@pytest.fixture
def rows(postgres):
    """A database whose `django_migrations` names all of ours and some of others."""
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE django_migrations (app text, name text)")
        named = [*migrations_on_disk(ROOT), ("auth", "0001_initial"), ("gone", "0001_initial")]
        connection.cursor().executemany("INSERT INTO django_migrations VALUES (%s, %s)", named)
        yield connection
        connection.execute("DROP TABLE django_migrations")


@pytest.fixture
def kept(tmp_path):
    keep_applied(tmp_path / "migrated")
    return tmp_path / "migrated"


def test_our_migrations_are_found():
    assert {("accounts", "0001_baseline"), ("bookings", "0001_baseline")} <= migrations_on_disk(ROOT)


def test_what_is_applied_needs_no_migrate(postgres, rows, kept):
    assert are_applied(postgres.url, kept)


def test_new_migration_needs_one(postgres, rows, kept):
    rows.execute("DELETE FROM django_migrations WHERE app = 'bookings' AND name = '0001_baseline'")

    assert not are_applied(postgres.url, kept)


def test_migration_that_is_not_on_disk_needs_one(postgres, rows, kept):
    rows.execute("INSERT INTO django_migrations VALUES ('bookings', '0999_gone')")

    assert not are_applied(postgres.url, kept)


def test_changed_requirements_need_one(postgres, rows, kept):
    kept.write_text("of other requirements")

    assert not are_applied(postgres.url, kept)


def test_new_database_needs_one(postgres, kept):
    assert not are_applied(postgres.url, kept)
