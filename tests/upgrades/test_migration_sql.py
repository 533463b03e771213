"""Migrations since the last release change a database while the site of that release goes on using it.

squawk reads their SQL and knows what locks a table for long, rewrites it, or takes away what the former version reads.
`released.txt` lists the migrations of the last release, in lines like `bookings.0012_moves` (docs/recipes.md, "Release
a version").
"""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

RELEASED = Path(__file__).with_name("released.txt")
SQUAWK = Path(sys.executable).with_name("squawk")
STYLE = (
    "prefer-bigint-over-int,prefer-bigint-over-smallint,prefer-identity,prefer-text-field,prefer-robust-stmts,"
    "prefer-timestamp-tz,require-timeout-settings"
)
"""Rules about how to write, which Django does for us, and about settings that `migrate` makes for all."""


def released() -> set[tuple[str, str]]:
    lines = (line.strip() for line in RELEASED.read_text().splitlines())
    return {(line.partition(".")[0], line.partition(".")[2]) for line in lines if line and not line.startswith("#")}


def since_the_release() -> list[tuple[str, str]]:
    """All migrations that the last release does not have, our own and those of libraries."""
    return sorted(set(MigrationLoader(connection, ignore_no_migrations=True).disk_migrations) - released())


def faults(sql: str) -> list[str]:
    """The rules that this SQL breaks."""
    command = [SQUAWK, "--reporter=json", "--assume-in-transaction", "--pg-version=15", f"--exclude={STYLE}"]
    output = subprocess.run(
        [*command, "--stdin-filepath=migration.sql"], input=sql, capture_output=True, text=True, check=False
    )
    assert output.returncode in (0, 1), output.stderr
    return [each["rule_name"] for each in json.loads(output.stdout or "[]")]


def sql_of(app: str, name: str) -> str:
    text = io.StringIO()
    call_command("sqlmigrate", app, name, stdout=text)
    return text.getvalue()


@pytest.mark.django_db
def test_migrations_leave_the_site_running():
    broken = {f"{app}.{name}": faults(sql_of(app, name)) for app, name in since_the_release()}

    assert {migration: rules for migration, rules in broken.items() if rules} == {}


@pytest.mark.django_db
def test_release_knows_no_migration_that_is_gone():
    """Who has that release would have applied one that nobody can take back."""
    assert released() - set(MigrationLoader(connection, ignore_no_migrations=True).disk_migrations) == set()


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ('ALTER TABLE "bookings_show" ADD COLUMN "doors" integer NOT NULL;', "adding-required-field"),
        ('ALTER TABLE "bookings_show" ALTER COLUMN "title" TYPE text;', "changing-column-type"),
        ('ALTER TABLE "bookings_show" DROP COLUMN "title";', "ban-drop-column"),
        ('ALTER TABLE "bookings_show" RENAME COLUMN "title" TO "name";', "renaming-column"),
        ('CREATE INDEX "night" ON "bookings_show" ("night");', "require-concurrent-index-creation"),
        ('ALTER TABLE "bookings_show" ADD CONSTRAINT "c" CHECK ("fee" > 0);', "constraint-missing-not-valid"),
    ],
)
def test_what_would_stop_the_site_is_found(sql, rule):
    assert rule in faults(sql)


@pytest.mark.parametrize(
    "sql",
    [
        'ALTER TABLE "bookings_show" ADD COLUMN "doors" integer NULL;',
        'CREATE TABLE "bookings_door" ("id" bigint PRIMARY KEY, "fee" integer NOT NULL CHECK ("fee" > 0));',
    ],
)
def test_what_nobody_notices_is_allowed(sql):
    assert faults(sql) == []
