"""One database that all migrations have run on, of which every test process takes a copy.

Migrating takes several seconds of a processor, copying half of one. The migrations are the real ones, run from nothing;
the copy is looked at by `migrate` once more. A template bears the hash of the migrations it was made of, so that one
which an earlier run left on a server of longer life is never taken for another.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg
from django.apps import apps
from django.db import connection
from psycopg import sql

from stageslot.embedded.postgres import find_programs
from web.sql import fill

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "stageslot_template_"
LOCK = 0x7E3914
KEPT = 5
"""So many former ones stay: they may be another checkout's, whose tests run on the same server."""
DUMPED = ("--format=custom", "--compress=0", "--no-owner")
FORMER = "SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY oid DESC OFFSET %s"


def migrated_template() -> str:
    """The name of the template, made by whoever asks first; the others wait for it."""
    name = PREFIX + _hash()
    with _server() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        known = {row[0] for row in server.execute("SELECT datname FROM pg_database")}
        if name not in known:
            for (former,) in server.execute(FORMER, [f"{PREFIX}%", KEPT]).fetchall():
                server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(former)))
            _make(server, name)
    return name


def dump_template(file: Path) -> None:
    """Write the template to a file for `restore`: to fill a server of its own from it is faster than to migrate."""
    source = f"--dbname={_address()}/{migrated_template()}"
    subprocess.run([find_programs() / "pg_dump", *DUMPED, f"--file={file}", source], check=True)


def restore(file: Path, database_url: str) -> None:
    """Fill an empty database with the template that `dump_template` has written."""
    target = f"--dbname={database_url}"
    subprocess.run([find_programs() / "pg_restore", "--no-owner", "--exit-on-error", target, file], check=True)


def _make(server: psycopg.Connection, name: str) -> None:
    """Renamed when complete: what is interrupted is never taken for whole."""
    draft = PREFIX + "draft"
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(draft)))
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(draft)))
    environment = os.environ | {"DATABASE_URL": f"{_address()}/{draft}", "DJANGO_SETTINGS_MODULE": "stageslot.settings"}
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], cwd=ROOT, env=environment, check=True)
    _count(draft)
    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(name)))


def _count(name: str) -> None:
    """Let PostgreSQL count the catalogue, as it would by itself a minute later: without, it reads all towns to find
    one."""
    tables = sorted(model._meta.db_table for model in apps.get_app_config("catalogue").get_models())
    with psycopg.connect(f"{_address()}/{name}", autocommit=True) as database:
        database.execute(sql.SQL("ANALYZE {}").format(sql.SQL(", ").join(map(sql.Identifier, tables))))


def _server() -> psycopg.Connection:
    return psycopg.connect(f"{_address()}/postgres", autocommit=True)


def _address() -> str:
    database = connection.settings_dict
    return f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"


def _hash() -> str:
    """Of everything that a migration may read."""
    catalogue = ROOT / "catalogue"
    read = [catalogue / "names/folding.py", *catalogue.glob("data/*.*")]
    read += [ROOT / "web" / "sql.py", ROOT / "web" / "tables.py", *ROOT.glob("*/sql/*/*.sql")]
    files = sorted({*ROOT.glob("*/migrations/*.py"), *read, ROOT / "requirements.txt"})
    content = hashlib.sha256()
    for file in files:
        if "__pycache__" not in file.parts:
            # With the states filled in: they stand in files of their own.
            content.update(fill(file.read_text()).encode() if file.suffix == ".sql" else file.read_bytes())
    return content.hexdigest()[:16]
