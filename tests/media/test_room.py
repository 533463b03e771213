"""Files are taken while the disk has room: pages and the database live there too."""

import pytest
from django.utils.timezone import now

from media.actions import begin_file
from media.actions.files import NoRoom
from media.files.store import file_store
from media.models import File
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


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
