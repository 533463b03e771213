"""A backup, and a site made from it: everything is there again, and what is damaged or not empty is refused."""

import datetime as dt
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import boto3
import psycopg
import pytest
from django.conf import settings as site_settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils.timezone import now
from moto.server import ThreadedMotoServer
from psycopg import sql

from accounts.actions import create_feed
from operations.backup import programs
from operations.backup.making import make_backup, remove_old
from operations.backup.places import place_at
from operations.models import Backup
from operations.queries.backups import is_backup_overdue
from payments.actions import Share
from tests.bookings.scenes import a_confirmed_booking, a_house, an_act
from tests.chaos.looking import contents, files_in, rules
from tests.factories import PartyFactory
from tests.payments.scenes import owed, paid

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
ROOT = site_settings.BASE_DIR
WRITTEN_AFTER_THE_DUMP = {"operations_backup", "operations_backup_id_seq"}


@pytest.fixture
def small_site(settings, tmp_path, client):
    """A booking with its claims, a payment in the ledger, a feed, a session, and files of each kind."""
    settings.MEDIA_ROOT, settings.MEDIA_ORIGINALS_ROOT = str(tmp_path / "media"), str(tmp_path / "originals")
    settings.FILES_ROOT = str(tmp_path / "files")
    house, act = a_house(), an_act()
    a_confirmed_booking(house, act)
    paid(owed(Share(PartyFactory(), 10_000)))
    create_feed(acting_user=act.leader, kind="person")
    client.force_login(act.leader)
    for folder in (settings.MEDIA_ROOT, settings.MEDIA_ORIGINALS_ROOT, settings.FILES_ROOT):
        path = Path(folder) / "01" / "sound with blank.wav"
        path.parent.mkdir(parents=True)
        path.write_bytes(os.urandom(100_000))
    return tmp_path


@pytest.fixture
def place(tmp_path):
    return place_at(str(tmp_path / "backups"))


@pytest.fixture
def empty_database():
    """The address of a database that a backup may be restored into."""
    known = connection.settings_dict
    name = f"{known['NAME']}_restored"
    server = f"postgres://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as maintenance:
        maintenance.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        maintenance.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield f"{server}/{name}"
        maintenance.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def this_database() -> str:
    known = connection.settings_dict
    return f"postgres://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}/{known['NAME']}"


def restore(file: Path, address: str, target: Path, *arguments: str) -> subprocess.CompletedProcess:
    folders = {
        "MEDIA_ROOT": str(target / "media"),
        "MEDIA_ORIGINALS_ROOT": str(target / "originals"),
        "FILES_ROOT": str(target / "files"),
    }
    environment = os.environ | {"DATABASE_URL": address} | folders
    command = [sys.executable, "manage.py", "restore", str(file), *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def silent(_line: str) -> None:
    pass


def test_everything_is_there_again(small_site, place, empty_database, tmp_path):
    made = make_backup(place, progress=silent)
    target = tmp_path / "target"
    done = restore(place.path / made.name, empty_database, target)
    assert done.returncode == 0, done.stderr
    before, after = contents(this_database()), contents(empty_database)
    assert before.keys() == after.keys()
    assert {name for name in before if before[name] != after[name]} == {"operations_backup"}
    for table in ("availability_timeblock", "payments_ledgerline", "availability_feed", "django_session"):
        assert after[table][0] > 0, table
    lost = set(rules(this_database())) ^ set(rules(empty_database))
    assert {name for name, _definition in lost} <= WRITTEN_AFTER_THE_DUMP
    for kind in ("media", "originals", "files"):
        assert files_in(target / kind) == files_in(small_site / kind) != {}


def test_an_encrypted_backup_is_read_by_its_key_alone(small_site, place, empty_database, tmp_path, capsys):
    for name in ("mine", "other"):
        call_command("backup_key", str(tmp_path / name))
    public = capsys.readouterr().out.split("BACKUP_PUBLIC_KEY=")[1].split()[0]
    call_command("backup", str(place.path), public_key=public, verbosity=0)
    [name] = place.names()
    file = place.path / name
    assert file.suffix == ".age"
    assert file.stat().st_mode & 0o077 == 0
    assert b"database.dump" not in file.read_bytes()
    assert "--key FILE" in restore(file, empty_database, tmp_path / "x").stderr
    assert (
        "cannot be decrypted" in restore(file, empty_database, tmp_path / "x", "--key", str(tmp_path / "other")).stderr
    )
    assert contents(empty_database) == {}
    assert restore(file, empty_database, tmp_path / "x", "--key", str(tmp_path / "mine")).returncode == 0
    assert contents(empty_database)["availability_timeblock"] == contents(this_database())["availability_timeblock"]


@pytest.mark.parametrize("fault", ["a byte", "the end", "a member"])
def test_a_damaged_backup_restores_nothing(fault, small_site, place, empty_database, tmp_path):
    file = place.path / make_backup(place, progress=silent).name
    whole = bytearray(file.read_bytes())
    if fault == "a byte":
        whole[1000] ^= 1
    elif fault == "the end":
        del whole[len(whole) // 2 :]
    file.write_bytes(whole)
    if fault == "a member":
        leave_out_a_sound(file)
    done = restore(file, empty_database, tmp_path / "target")
    assert done.returncode == 1
    assert "damaged" in done.stderr or "no complete backup" in done.stderr
    assert contents(empty_database) == {}
    assert not (tmp_path / "target").exists()


def test_a_damaged_backup_leaves_no_half_made_instance(tmp_path):
    file = tmp_path / "stageslot-20260101T000000Z.tar"
    file.write_bytes(b"not a tar")
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    command = [sys.executable, "-m", "stageslot.embedded.restore", str(file)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment | {"STAGESLOT_VAR": str(tmp_path / "var")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "no complete backup" in done.stderr
    assert not (tmp_path / "var" / "postgres").exists()


def leave_out_a_sound(file: Path) -> None:
    copy = file.with_suffix(".copy")
    with tarfile.open(file) as old, tarfile.open(copy, "w") as new:
        for member in old.getmembers():
            if not member.name.startswith("files/originals"):
                new.addfile(member, old.extractfile(member))
    copy.replace(file)


def test_nothing_is_ever_restored_over_a_site(small_site, place, empty_database, tmp_path):
    file = place.path / make_backup(place, progress=silent).name
    target = tmp_path / "target"
    (target / "files").mkdir(parents=True)
    (target / "files" / "one").write_bytes(b"1")
    done = restore(file, empty_database, target)
    assert "is not empty" in done.stderr
    assert contents(empty_database) == {}
    before = contents(this_database())
    assert "The database is not empty" in restore(file, this_database(), tmp_path / "another").stderr
    assert contents(this_database()) == before


def test_only_our_own_old_backups_are_removed(small_site, place):
    made = [make_backup(place, progress=silent).name]
    (place.path / "stageslot-notes.tar").write_text("mine")
    for year in (2020, 2021):
        (place.path / f"stageslot-{year}0101T000000Z.tar").write_text("old")
    assert remove_old(place, 2) == ["stageslot-20200101T000000Z.tar"]
    assert place.names() == ["stageslot-20210101T000000Z.tar", *made]
    assert (place.path / "stageslot-notes.tar").exists()


def test_what_fails_keeps_nothing_and_says_why(small_site, place, monkeypatch):
    monkeypatch.setattr(programs, "server_major", lambda: 3)
    with pytest.raises(CommandError, match="The server is PostgreSQL 3 and needs pg_dump of that version"):
        call_command("backup", str(place.path), verbosity=0)
    assert list(place.path.iterdir()) == []
    assert not Backup.objects.exists()
    monkeypatch.undo()
    with pytest.raises(CommandError, match="no public key"):
        call_command("backup", str(place.path), public_key="age1nonsense", verbosity=0)
    assert list(place.path.iterdir()) == []
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("backup", "/proc/nowhere", verbosity=0)


def test_a_bucket_keeps_backups_too(small_site, settings, tmp_path):
    store = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    store.start()
    try:
        host, port = store.get_host_and_port()
        address = f"http://{host}:{port}"
        keys = {"access_key": "key", "secret_key": "secret"}
        settings.BACKUP_S3 = {"endpoint_url": address, "region_name": "us-east-1", "addressing_style": "path", **keys}
        client = boto3.client("s3", endpoint_url=address, aws_access_key_id="key", aws_secret_access_key="secret")
        client.create_bucket(Bucket="safe")
        place = place_at("s3://safe/site")
        made = make_backup(place, progress=silent)
        assert place.names() == [made.name]
        assert client.head_object(Bucket="safe", Key=f"site/{made.name}")["ContentLength"] == made.size
        assert remove_old(place, 1) == []
        place.remove(made.name)
        assert place.names() == []
        with pytest.raises(CommandError, match="s3://nowhere/ cannot be used"):
            call_command("backup", "s3://nowhere/", verbosity=0)
        assert Backup.objects.count() == 1
    finally:
        store.stop()


def test_health_and_staff_are_told_of_an_old_backup(db, settings, client, admin_client):
    assert "backup" not in client.get("/health").json()
    settings.BACKUP_HOURS = 26
    assert client.get("/health").json()["backup"] == "old"
    assert is_backup_overdue()
    assert "backup" in admin_client.get("/admin/").text
    Backup.objects.create(name="x", place="y", size=1, started_at=now() - dt.timedelta(hours=25))
    assert client.get("/health").json()["backup"] == "ok"
    Backup.objects.update(started_at=now() - dt.timedelta(hours=27))
    assert is_backup_overdue()
