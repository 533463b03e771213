"""Files are taken while the disk has room: pages and the database live there too."""

import datetime as dt
import os

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import now

from media.actions import begin_file
from media.actions.files import NoRoom
from media.files.file_store import Receipt
from media.files.store import file_store
from media.models import File
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def room(settings, tmp_path):
    """How much of the disk is free, as a share of it."""
    settings.FILES_ROOT = str(tmp_path)
    return file_store().free_share(0)


def test_a_share_of_the_disk_stays_free(settings, room):
    user = UserFactory()
    settings.FILES_FREE_SHARE = room / 2
    assert begin_file(acting_user=user, name="a.wav", bytes=10).is_uploading
    settings.FILES_FREE_SHARE = 1
    with pytest.raises(NoRoom, match="nearly full"):
        begin_file(acting_user=user, name="b.wav", bytes=10)
    assert [file.name for file in File.objects.all()] == ["a.wav"]


def test_what_is_on_its_way_counts_as_if_it_were_there(settings, room):
    """Also for everybody else, or two uploads would share the last room."""
    settings.FILES_FREE_SHARE = 0
    disk = 2**60
    settings.FILES_QUOTA_BYTES = 4 * disk
    settings.FILE_BYTES_MAX = 4 * disk
    with pytest.raises(NoRoom):
        begin_file(acting_user=UserFactory(), name="a.wav", bytes=disk)
    File.objects.create(name="b.wav", bytes=disk, sent_by=UserFactory(), expires_at=now())
    with pytest.raises(NoRoom):
        begin_file(acting_user=UserFactory(), name="c.wav", bytes=10)


def test_what_is_only_announced_takes_room_from_nobody_for_long(settings, room):
    settings.FILES_FREE_SHARE, settings.FILE_BYTES_MAX = 0, 2**60
    begun = File.objects.create(name="a.wav", bytes=2**60, sent_by=UserFactory(), expires_at=now())
    File.objects.filter(pk=begun.pk).update(created_at=now() - 2 * HOUR)
    file_store().begin(begun.key)
    with pytest.raises(NoRoom):  # something came just now
        begin_file(acting_user=UserFactory(), name="b.wav", bytes=10)
    quiet = (now() - 2 * HOUR).timestamp()
    os.utime(file_store().path(begun.key), (quiet, quiet))
    assert begin_file(acting_user=UserFactory(), name="b.wav", bytes=10).is_uploading


def test_one_person_has_only_so_much_on_its_way_and_giving_up_makes_room(settings, room, monkeypatch):
    settings.FILES_FREE_SHARE, settings.FILE_BYTES_MAX = 0, 1000
    user, new = UserFactory(), UserFactory(date_joined=now())
    first = begin_file(acting_user=user, name="a.wav", bytes=900)
    for who, bytes in ((user, 101), (new, 101)):
        with pytest.raises(ValidationError) as refused:
            begin_file(acting_user=who, name="b.wav", bytes=bytes)
        assert "on their way at once" in refused.value.message_dict["bytes"][0]
    assert begin_file(acting_user=new, name="b.wav", bytes=100)

    file_store().drop(first.key)
    file_store().write_receipt(first.key, Receipt(0, "", "", is_given_up=True))
    assert begin_file(acting_user=user, name="c.wav", bytes=1000).is_uploading

    first.refresh_from_db()
    assert first.is_given_up
    monkeypatch.setattr("media.actions.files.ON_THEIR_WAY_MAX", 1)
    with pytest.raises(ValidationError, match="finish these first"):
        begin_file(acting_user=user, name="d.wav", bytes=0)
