"""The SQL in force, in files: `<app>/sql/<folder>/<name>.sql`, one function, trigger or the like per file.

A placeholder in braces names a member of an enum, or a set of members, by its path in Python:
`state = {bookings.states.ShowState.DRAFT}`, `state IN ({bookings.states.PROMISED})`. It becomes one SQL literal, or
several with commas between them. The path of a condition with the alias of a table becomes that condition:
`WHERE {accounts.conditions.PUBLIC_PARTY(party)}`. So no file repeats a state or a rule. Everything else is plain SQL,
and each file may be loaded again at any time. docs/database.md tells how to change one.
"""

import hashlib
import re
from collections.abc import Collection
from contextlib import suppress
from enum import Enum
from functools import reduce
from pathlib import Path

from django.apps import apps
from django.db import ProgrammingError, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.utils.module_loading import import_string

from web.conditions import Condition

PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
ON_TABLE = re.compile(r"([\w.]+)\((\w+)\)")


class LoadSql(Operation):
    """A migration's operation: loads files of the app's folder `sql`, by name, in this order.

    `files` maps each name ("functions/discovery_plain") to the `fingerprint` that the file had when the migration was
    written. A file that has another one by now, or is gone, is skipped: a later migration loads it (`manage.py
    makesql` writes that migration, and `migrate` refuses to run without it). So a trigger may name a column that a
    later migration adds. Going backwards leaves the database as it is.

    A function that has changed is loaded all the same, where it can be: triggers that have not changed need one of its
    name, and its body is not checked before somebody calls it.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, files: dict[str, str]):
        self.files = files

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        # A function may call one that comes later, or name a table of it.
        schema_editor.execute("SET LOCAL check_function_bodies = off", params=None)
        for name, known in self.files.items():
            now = fingerprint(app_label, name)
            if now == known:
                schema_editor.execute(read_sql(app_label, name), params=None)
            elif now and name.startswith("functions/"):
                _load_if_possible(schema_editor, read_sql(app_label, name))
        schema_editor.execute("SET LOCAL check_function_bodies = on", params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        pass

    def describe(self):
        return f"Load {len(self.files)} files of SQL"


def _load_if_possible(schema_editor: BaseDatabaseSchemaEditor, sql: str) -> None:
    """Its arguments or its result may be of a type that a later migration makes."""
    with suppress(ProgrammingError), transaction.atomic(using=schema_editor.connection.alias):
        schema_editor.execute(sql, params=None)


def sql_files(app_label: str) -> list[str]:
    """The names of an app's files, sorted: "constraints/...", "functions/...", "triggers/..."."""
    folder = _folder(app_label)
    return sorted(file.relative_to(folder).with_suffix("").as_posix() for file in folder.glob("*/*.sql"))


def read_sql(app_label: str, name: str) -> str:
    """One file with its placeholders filled. Raises ValueError for a placeholder that names nothing of
    the kind."""
    return fill((_folder(app_label) / f"{name}.sql").read_text(encoding="utf-8"))


def fingerprint(app_label: str, name: str) -> str | None:
    """Changes with what the file says, or with the states that it names; the comment on top does not count. None for
    a file that is gone."""
    if name not in sql_files(app_label):
        return None
    statements = re.sub(r"^--.*\n", "", read_sql(app_label, name), flags=re.MULTILINE)
    return hashlib.sha256(statements.encode()).hexdigest()[:12]


def fill(text: str) -> str:
    """SQL with each placeholder replaced; `{}`, the empty array, stays."""
    return PLACEHOLDER.sub(lambda found: _filled(found[1]), text)


def _filled(placeholder: str) -> str:
    if on_table := ON_TABLE.fullmatch(placeholder):
        return _condition(*on_table.groups())
    return _literals(placeholder)


def _condition(path: str, alias: str) -> str:
    condition = _find(path)
    if not isinstance(condition, Condition):
        raise ValueError(f"{{{path}({alias})}} in a file of SQL is no condition")
    return condition.sql(alias)


def _find(path: str) -> object:
    try:
        return _named(path)
    except (ImportError, AttributeError) as error:
        raise ValueError(f"{{{path}}} in a file of SQL names nothing: {error}") from error


def _literals(path: str) -> str:
    named = _find(path)
    members = [named] if isinstance(named, Enum) else named
    if not isinstance(members, Collection) or not members or not all(isinstance(one, Enum) for one in members):
        raise ValueError(f"{{{path}}} in a file of SQL is neither a member of an enum nor a set of members")
    return ", ".join(_quoted(str(member.value)) for member in sorted(members, key=_place))


def _named(path: str) -> object:
    """What a path such as `bookings.states.ShowState.DRAFT` or `bookings.states.PROMISED` names."""
    module = ".".join(part for part in path.split(".") if not part[:1].isupper())
    names = path.removeprefix(f"{module}.").split(".")
    return reduce(getattr, names[1:], import_string(f"{module}.{names[0]}"))


def _place(member: Enum) -> int:
    """Members are written in the order in which their enum declares them."""
    return list(type(member)).index(member)


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _folder(app_label: str) -> Path:
    return Path(apps.get_app_config(app_label).path) / "sql"
