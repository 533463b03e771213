"""Whether `manage.py migrate` has anything to do, asked without Django, which takes seconds to load.

Our own migrations on disk are compared with the rows of `django_migrations`. Those of other people change with
`requirements.txt` alone, so its digest is kept after each `migrate`, with that of our own files: a migration or a file
of SQL that is edited under its old name counts as new.
"""

import hashlib
from pathlib import Path

import psycopg

from stageslot.embedded.services import ROOT

READ_BY_MIGRATE = ("requirements.txt", "*/migrations/*.py", "*/sql/**/*.sql")


def are_applied(database_url: str, kept: Path) -> bool:
    """Whether a `migrate` that left `kept` behind applied exactly what is on disk now. False when in doubt."""
    if not kept.exists() or kept.read_text() != _digest():
        return False
    on_disk = migrations_on_disk(ROOT)
    try:
        with psycopg.connect(database_url) as connection:
            rows = connection.execute("SELECT app, name FROM django_migrations").fetchall()
    except psycopg.errors.UndefinedTable:
        return False
    labels = {label for label, _name in on_disk}
    return {(label, name) for label, name in rows if label in labels} == on_disk


def keep_applied(kept: Path) -> None:
    """Remember the files that the `migrate` which has just ended ran with."""
    kept.write_text(_digest())


def migrations_on_disk(root: Path) -> set[tuple[str, str]]:
    """(app label, name) of every migration of our own; the label of an app is the name of its folder."""
    return {(file.parts[-3], file.stem) for file in root.glob("*/migrations/[0-9]*.py")}


def _digest() -> str:
    digest = hashlib.sha256()
    for file in sorted(file for pattern in READ_BY_MIGRATE for file in ROOT.glob(pattern)):
        digest.update(f"{file.relative_to(ROOT)} {file.stat().st_size}\n".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()
