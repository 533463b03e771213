"""A copy of somebody's data: all that is about them and nothing else, for them alone, after a fresh sign-in."""

import datetime as dt
import io
import json
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.timezone import now

from accounts.actions import add_photo, create_api_token
from bands.actions import create_band, update_musician
from departures.actions import close_account
from departures.actions.exports import KEPT_FOR, drop_expired_exports, request_export, write_export
from departures.models import DataExport
from departures.queries.exports import SECTIONS, last_export
from departures.states import ExportState
from media.actions import prepare
from media.files.storages import originals
from tests.bookings.scenes import a_house, an_act, an_application, an_open_show
from tests.factories import PASSWORD, UserFactory
from tests.media.making import picture_file
from tests.threads import ROUNDS, at_once

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
SECRET_FIELDS = {"password", "token_hash", "secret", "reply_token", "data", "url", "content", "code"}


@pytest.fixture
def mara(files_here):
    return UserFactory(name="Mara Quist", email="mara@example.org")


def made(user) -> DataExport:
    export = request_export(acting_user=user)
    write_export(export_id=export.pk)
    export.refresh_from_db()
    return export


def unpacked(export) -> zipfile.ZipFile:
    with originals().open(export.file) as content:
        return zipfile.ZipFile(io.BytesIO(content.read()))


def section(export, name):
    return json.loads(unpacked(export).read(f"{name}.json"))


def sign_in(client, user):
    """With the password given again, just now."""
    client.force_login(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def test_email_says_once_that_it_is_ready(mara, monkeypatch):
    posted = []
    monkeypatch.setattr("departures.actions.telling.post_mail", lambda **letter: posted.append(letter))
    write_export(export_id=made(mara).pk)
    [letter] = posted
    assert (letter["to"], letter["subject"]) == (mara.email, "Your data export is ready")
    assert reverse("departures:export") in letter["text"]


def test_it_holds_each_section_and_what_is_about_the_person(mara):
    create_band(acting_user=mara, name="The Anchors", timezone="Europe/Berlin", instrument="Bass")
    update_musician(acting_user=mara, instruments="Bass, voice")
    export = made(mara)
    assert (export.state, export.percent) == (ExportState.READY, 100)
    names = set(unpacked(export).namelist())
    assert names == {"README.txt", "saved_searches.json", *(f"{name}.json" for name in SECTIONS)}
    assert section(export, "profile")[0]["email"] == "mara@example.org"
    assert {row["party__name"] for row in section(export, "memberships")} == {"The Anchors"}
    assert section(export, "musician_profile")[0]["instruments"] == "Bass, voice"


def test_it_holds_no_secret_and_nothing_of_others(mara):
    _token, secret = create_api_token(acting_user=mara, name="My script", scopes=["read"])
    other = an_act()
    an_application(other, an_open_show(a_house()), message="Theirs alone")
    archive = unpacked(made(mara))
    said = "\n".join(archive.read(name).decode() for name in archive.namelist())
    for word in (secret, mara.password, other.leader.email, "Theirs alone"):
        assert word not in said
    assert "My script" in said


def test_no_section_reads_a_secret_field(mara):
    read = {field.rpartition("__")[2] for rows in SECTIONS.values() for field in rows(mara).query.values_select}
    assert {"email", "text"} <= read
    assert not read & SECRET_FIELDS


def test_it_holds_pictures_that_they_sent(mara):
    party = create_band(acting_user=mara, name="The Anchors", timezone="Europe/Berlin").party
    photo = add_photo(acting_user=mara, party=party, file=picture_file(), alt="On a pier")
    prepare(kind="pictures", pk=photo.picture_id)
    archive = unpacked(made(mara))
    [name] = [name for name in archive.namelist() if name.startswith("pictures/")]
    photo.picture.refresh_from_db()
    largest = max(photo.picture.renditions, key=lambda each: each.width)
    with default_storage.open(largest.name) as stored:
        assert archive.read(name) == stored.read()


def test_asked_twice_it_is_one_and_a_new_one_replaces_it(mara):
    first = request_export(acting_user=mara)
    assert request_export(acting_user=mara) == first
    write_export(export_id=first.pk)
    write_export(export_id=first.pk)
    second = request_export(acting_user=mara)
    assert [each.pk for each in DataExport.objects.all()] == [second.pk]


def test_one_whose_worker_is_lost_can_be_asked_for_again(mara):
    lost = request_export(acting_user=mara, at=now() - dt.timedelta(hours=2))
    again = request_export(acting_user=mara)
    assert again.pk != lost.pk
    write_export(export_id=lost.pk)
    assert last_export(mara).state == ExportState.WAITING


def test_a_failure_is_said(mara, monkeypatch):
    def break_down(user):
        raise OSError("no room")

    export = request_export(acting_user=mara)
    monkeypatch.setattr("departures.actions.exports.sections_of", break_down)
    with pytest.raises(OSError, match="no room"):
        write_export(export_id=export.pk)
    assert last_export(mara).state == ExportState.FAILED


def test_after_a_week_it_is_gone(mara, django_capture_on_commit_callbacks):
    export = made(mara)
    assert drop_expired_exports(now() + KEPT_FOR - dt.timedelta(hours=1)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert drop_expired_exports(now() + KEPT_FOR) == 1
    assert not originals().exists(export.file)


def test_it_goes_with_the_account(mara, django_capture_on_commit_callbacks):
    export = made(mara)
    with django_capture_on_commit_callbacks(execute=True):
        close_account(acting_user=mara)
    assert not DataExport.objects.exists()
    assert not originals().exists(export.file)


def test_pages_lead_from_asking_to_the_file(client, mara):
    sign_in(client, mara)
    address = reverse("departures:export")
    assert address in client.get(reverse("accounts:you")).content.decode()
    assert client.post(address)["Location"] == address
    assert "hx-trigger" in client.get(address).content.decode()
    write_export(export_id=last_export(mara).pk)
    link = reverse("departures:export_file", args=[last_export(mara).pk])
    assert link in client.get(address).content.decode()
    response = client.get(link)
    assert response["Content-Disposition"].startswith('attachment; filename="stageslot-')
    assert "profile.json" in zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))).namelist()


def test_nothing_happens_without_a_fresh_sign_in(client, mara):
    export = made(mara)
    client.force_login(mara)
    link = reverse("departures:export_file", args=[export.pk])
    assert client.get(link).status_code == 302
    DataExport.objects.all().delete()
    assert client.post(reverse("departures:export")).status_code == 302
    assert not DataExport.objects.exists()


@pytest.mark.parametrize("who", ["another", "staff", "late"])
def test_nobody_else_and_nobody_later_has_it(client, mara, who):
    export = made(mara)
    link = reverse("departures:export_file", args=[export.pk])
    if who == "late":
        DataExport.objects.update(expires_at=now())
        sign_in(client, mara)
    else:
        sign_in(client, UserFactory(is_staff=who == "staff"))
    assert client.get(link).status_code == 404


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_at_once_ask_for_one():
    for _round in range(ROUNDS):
        user = UserFactory()
        asked = at_once(6, lambda _number, user=user: request_export(acting_user=user).pk)
        assert len(set(asked)) == 1, asked
