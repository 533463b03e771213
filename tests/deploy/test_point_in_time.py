"""The archive of PostgreSQL's log leads back to one moment, by the files of deploy/postgresql and the steps of
docs/backup.md."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg
import pytest

from stageslot.embedded.loopback import choose_port
from stageslot.embedded.postgres import Postgres
from stageslot.embedded.processes import wait_until

from .machine import DEPLOY

pytestmark = [pytest.mark.slow, pytest.mark.processes]
RECOVER = DEPLOY / "postgresql/recover"


@pytest.fixture
def folder():
    """One that PostgreSQL's account can reach and write, as folders of pytest's are not, with an empty archive."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "wal").mkdir()
        for place in (folder, folder / "wal"):
            place.chmod(0o777)
        yield folder


@pytest.fixture
def start(folder):
    """Start a server on a folder of data there, and stop all at the end."""
    servers = []

    def start(name):
        server = Postgres(folder, folder / name, folder / f"{name}.log", choose_port(), "sesame")
        server.start()
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.stop()


def connect(server):
    return psycopg.connect(server.url.replace("postgres://", "postgresql://"), autocommit=True)


def archive_into(server, wal):
    """As docs/backup.md says: deploy/postgresql/archive.conf with another folder, and a restart."""
    text = (DEPLOY / "postgresql/archive.conf").read_text().replace("/mnt/safe/wal", str(wal))
    with (server.data / "postgresql.conf").open("a") as settings:
        settings.write(text)
    server.stop()
    server.start()


def make_base_backup(server, folder):
    """By the account of the server, so that it can read it."""
    user, group = server.account or (None, None)
    environment = {"PGPASSWORD": server.password, "PATH": os.environ["PATH"]}
    command = [server.programs / "pg_basebackup", "--checkpoint=fast", "--wal-method=fetch", "-D", folder]
    where = ["-h", "127.0.0.1", "-p", str(server.port), "-U", "postgres"]
    subprocess.run([*command, *where], env=environment, check=True, user=user, group=group, extra_groups=[])


def archive_everything(server, wal):
    """End the log's current file and wait until it lies in the archive."""
    with server._connect_as_superuser() as connection:
        [[last]] = connection.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchall()
    assert wait_until(lambda: (wal / last).exists(), seconds=30, every=0.1)


def takes_writes(connection):
    """Whether the server has reached the moment and goes on from there."""
    return connection.execute("SELECT NOT pg_is_in_recovery()").fetchone()[0]


def test_back_to_the_moment_before_a_mistake(folder, start):
    server = start("data")
    wal, base, recovered = folder / "wal", folder / "base", folder / "recovered"
    archive_into(server, wal)
    with connect(server) as connection:
        connection.execute("CREATE TABLE booking (label text)")
        connection.execute("INSERT INTO booking VALUES ('before the base backup')")
        make_base_backup(server, base)
        connection.execute("INSERT INTO booking VALUES ('after the base backup')")
        [[moment]] = connection.execute("SELECT clock_timestamp()::text").fetchall()
        connection.execute("DELETE FROM booking")
    archive_everything(server, wal)
    server.stop()

    subprocess.run([RECOVER, base, wal, recovered, moment], check=True)
    with connect(start("recovered")) as connection:
        assert wait_until(lambda: takes_writes(connection), seconds=30, every=0.1)
        found = connection.execute("SELECT label FROM booking ORDER BY label").fetchall()
        connection.execute("INSERT INTO booking VALUES ('life goes on')")

    assert found == [("after the base backup",), ("before the base backup",)]


def test_recover_refuses_what_it_could_spoil(folder):
    base, data = folder / "base", folder / "data"
    for place in (base, data):
        place.mkdir()
    (base / "PG_VERSION").write_text("18")

    def refusal(*arguments):
        return subprocess.run([RECOVER, *arguments], capture_output=True, text=True, check=False).stderr

    assert "exists" in refusal(base, folder / "wal", data, "2026-11-24 22:15:00+00")
    assert "no base backup" in refusal(data, folder / "wal", folder / "new", "2026-11-24 22:15:00+00")
    assert "no archive" in refusal(base, folder / "nowhere", folder / "new", "2026-11-24 22:15:00+00")
    assert "recover BASE WAL DATA" in refusal()
    shutil.rmtree(data)
    assert "quotation" in refusal(base, folder / "wal", data, "now'; --")
    assert not data.exists()


def test_docs_name_the_files():
    """Whoever follows the steps finds what they name."""
    text = (DEPLOY.parent / "docs/backup.md").read_text()
    named = re.findall(r"(?<!/)deploy/[\w./-]*\w", text)

    assert {"deploy/postgresql/archive.conf", "deploy/postgresql/recover"} <= set(named)
    assert all((DEPLOY.parent / name).exists() for name in named)
