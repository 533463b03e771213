"""Writes migrations for the files of SQL that have changed since a migration last loaded them (docs/database.md)."""

import re
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.writer import MigrationWriter

from web.sql import LoadSql, fingerprint, read_sql, sql_files


class Command(BaseCommand):
    help = "Write a migration for each app whose files of SQL have changed."

    def add_arguments(self, parser):
        parser.add_argument("-n", "--name", default="sql", help="what the migrations are called, without number")
        parser.add_argument("--check", action="store_true", help="only fail if a migration is missing")

    def handle(self, *args, **options):
        loader = MigrationLoader(None)
        if options["check"]:
            require_migrations(loader)
        changed = all_changed_files(loader)
        for app, files in changed.items():
            migration = _migration(loader, app, files, options["name"])
            writer = MigrationWriter(migration, include_header=False)
            Path(writer.path).write_text(writer.as_string(), encoding="utf-8")
            self.stdout.write(f"{writer.path}: {', '.join(files)}")


def changed_files(loader: MigrationLoader, app: str) -> dict[str, str]:
    """Fingerprints of the app's files whose newest migration names another one, or which none has loaded."""
    loaded: dict[str, str] = {}
    for key in loader.graph.leaf_nodes(app):
        for label, name in loader.graph.forwards_plan(key):
            if label == app:
                for operation in loader.get_migration(label, name).operations:
                    if isinstance(operation, LoadSql):
                        loaded |= operation.files
    present = {name: fingerprint(app, name) or "" for name in sql_files(app)}
    return {name: now for name, now in present.items() if loaded.get(name) != now}


def all_changed_files(loader: MigrationLoader) -> dict[str, dict[str, str]]:
    """`changed_files` of each app that has some."""
    return {app: files for app in sorted(loader.migrated_apps) if (files := changed_files(loader, app))}


def require_migrations(loader: MigrationLoader) -> None:
    """Raises CommandError for files that have changed and that no migration loads yet."""
    changed = [f"{app}/sql/{name}.sql" for app, files in all_changed_files(loader).items() for name in files]
    if changed:
        raise CommandError(f"No migration loads these files as they are, run manage.py makesql: {', '.join(changed)}")


def _migration(loader: MigrationLoader, app: str, files: dict[str, str], name: str) -> Migration:
    """It comes after the newest migration of each app whose tables the files name."""
    text = "\n".join(read_sql(app, file) for file in files)
    apps_named = [label for label in sorted(loader.migrated_apps) if re.search(rf"\b{label}_\w", text)]
    leaves = [leaf for label in {app, *apps_named} for leaf in loader.graph.leaf_nodes(label)]
    number = 1 + max((int(leaf[:4]) for label, leaf in leaves if label == app), default=0)
    kind = type("Migration", (Migration,), {"dependencies": sorted(leaves), "operations": [LoadSql(files)]})
    return kind(f"{number:04}_{name}", app)
