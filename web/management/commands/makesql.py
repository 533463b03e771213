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
        changed = {app: files for app in sorted(loader.migrated_apps) if (files := changed_files(loader, app))}
        if options["check"] and changed:
            raise CommandError(f"Files of SQL have changed, run manage.py makesql: {changed}")
        for app, files in changed.items():
            migration = _migration(loader, app, files, options["name"])
            writer = MigrationWriter(migration)
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
    present = {name: fingerprint(app, name) for name in sql_files(app)}
    return {name: print_ for name, print_ in present.items() if loaded.get(name) != print_}


def _migration(loader: MigrationLoader, app: str, files: dict[str, str], name: str) -> Migration:
    """It comes after the newest migration of each app whose tables the files name."""
    text = "\n".join(read_sql(app, file) for file in files)
    apps_named = [label for label in sorted(loader.migrated_apps) if re.search(rf"\b{label}_\w", text)]
    leaves = [leaf for label in {app, *apps_named} for leaf in loader.graph.leaf_nodes(label)]
    number = 1 + max((int(leaf[:4]) for label, leaf in leaves if label == app), default=0)
    kind = type("Migration", (Migration,), {"dependencies": sorted(leaves), "operations": [LoadSql(files)]})
    return kind(f"{number:04}_{name}", app)
