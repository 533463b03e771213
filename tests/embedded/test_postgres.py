import os
import signal

import psycopg
import pytest

from stageslot.embedded import postgres as module
from stageslot.embedded.errors import DiskFull, StartError
from stageslot.embedded.processes import wait_until
from tests.embedded.conftest import make_postgres

pytestmark = [pytest.mark.slow, pytest.mark.processes]

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to run it as somebody else")


def connect(server, **changes):
    return psycopg.connect(server.url.replace("postgres://", "postgresql://"), autocommit=True, **changes)


@pytest.mark.parametrize(("gigabytes", "megabytes"), [(1, 128), (2, 128), (8, 512), (16, 1024), (256, 1024)])
def test_pages_are_kept_in_a_share_of_the_memory(gigabytes, megabytes):
    assert module.shared_buffers_mb(gigabytes * 2**30) == megabytes


def test_site_role_owns_its_database_and_is_no_superuser(postgres):
    with connect(postgres) as connection:
        row = connection.execute(
            "SELECT rolsuper, rolcreatedb, pg_get_userbyid(datdba) = current_user"
            " FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()"
        ).fetchone()

    assert row == (False, True, True)


def test_wrong_password_is_refused(postgres):
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        connect(postgres, password="wrong")


def test_commits_are_on_the_disk_before_they_are_acknowledged(postgres):
    with connect(postgres) as connection:
        rows = connection.execute(
            "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes')"
        ).fetchall()

    assert {setting for _, setting in rows} == {"on"}


def test_trigrams_see_letters_beyond_ascii(postgres):
    with connect(postgres) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        row = connection.execute("SELECT similarity('БЬЁРК', 'бьёрк'), lower('ØRESUND')").fetchone()

    assert row == (1.0, "øresund")


def test_killed_server_loses_nothing_committed(postgres):
    with connect(postgres) as connection:
        connection.execute("CREATE TABLE night (label text)")
        connection.execute("INSERT INTO night VALUES ('kept')")
    postgres.process.send_signal(signal.SIGKILL)
    assert wait_until(lambda: not postgres.is_running(), seconds=30)

    postgres.start()

    with connect(postgres) as connection:
        assert connection.execute("SELECT label FROM night").fetchall() == [("kept",)]


def test_full_disk_is_said_before_anything_is_written(instance, monkeypatch):
    monkeypatch.setattr(module, "MB_NEEDED", 2**40)
    server = make_postgres(instance)

    with pytest.raises(DiskFull, match="MB needed"):
        server.start()

    assert not server.data.exists()


@as_root
def test_private_folder_is_left_for_a_public_one_and_found_again(instance, monkeypatch):
    monkeypatch.setattr(module, "PUBLIC_PLACE", instance.var.parent / "public")
    instance.var.chmod(0o700)
    server = make_postgres(instance, is_durable=False)
    try:
        server.start()
    finally:
        server.stop()

    again = make_postgres(instance)

    assert "is private" in server.notes[0]
    assert again.data == server.data
    assert again.data.is_relative_to(instance.var.parent / "public")


@as_root
def test_data_in_a_folder_that_became_private_is_not_replaced_by_an_empty_one(instance):
    (instance.var / "postgres").mkdir()
    instance.var.chmod(0o700)

    with pytest.raises(StartError, match="cannot reach its data"):
        make_postgres(instance)


@as_root
def test_programs_in_a_private_folder_are_copied_and_run(instance, monkeypatch):
    monkeypatch.setattr(module, "PUBLIC_PLACE", instance.var.parent / "public")
    original = module._is_reachable
    monkeypatch.setattr(module, "_is_reachable", lambda folder: "site-packages" not in str(folder) and original(folder))
    server = make_postgres(instance, is_durable=False)

    try:
        server.start()

        assert server.programs.is_relative_to(instance.var.parent / "public")
        assert server.answers()
    finally:
        server.stop()
