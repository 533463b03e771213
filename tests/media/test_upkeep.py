"""The clock finds what a crash left: work not done, rows without owner, files without row."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import RestrictedError
from django.utils.timezone import now

from accounts.models import PartyPhoto
from media import periodic
from media.actions import drop_picture, keep_picture, upkeep
from media.files.storages import originals
from media.models import LEASE, Picture
from tests.factories import PartyFactory
from tests.media.making import lying_files, make_document, make_picture, make_sound, picture_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_here")]
HOURS_25 = dt.timedelta(hours=25)


@pytest.fixture
def everything_is_old(monkeypatch):
    monkeypatch.setattr(upkeep, "OLD", -dt.timedelta(minutes=1))


@pytest.mark.parametrize(
    ("fields", "is_resumed"),
    [
        ({"created_at": now() - HOURS_25}, True),
        ({"created_at": now() - HOURS_25, "taken_at": now() - LEASE * 2}, True),
        ({"created_at": now() - HOURS_25, "taken_at": now() + HOURS_25}, False),
        ({"created_at": now() + HOURS_25}, False),
        ({"created_at": now() - HOURS_25, "state": "refused"}, False),
    ],
    ids=["message lost", "worker killed", "being worked on", "just come", "refused"],
)
def test_what_waits_and_nobody_works_on_is_taken_up_again(fields, is_resumed, queued):
    picture = keep_picture(acting_user=None, file=picture_file(), alt="Pier")
    Picture.objects.update(**fields)
    assert periodic.resume_waiting() == is_resumed
    assert queued() == ([f"['pictures', '{picture.pk}']"] if is_resumed else [])


def test_what_no_owner_points_to_goes_with_its_files(everything_is_old, django_capture_on_commit_callbacks):
    owned, _stray = make_picture(), make_picture()
    PartyPhoto.objects.create(party=PartyFactory(), picture=owned)
    make_sound(), make_document()
    with django_capture_on_commit_callbacks(execute=True):
        assert upkeep.sweep_unused() == 3
    assert list(Picture.objects.all()) == [owned]
    assert lying_files("pictures") == sorted(rendition.name for rendition in owned.renditions)
    assert lying_files("sounds") == lying_files("documents") == []


def test_what_is_young_may_still_find_its_owner():
    make_picture()
    assert upkeep.sweep_unused() == 0


def test_a_picture_that_somebody_shows_cannot_be_dropped():
    picture = make_picture()
    PartyPhoto.objects.create(party=PartyFactory(), picture=picture)
    with pytest.raises(RestrictedError):
        drop_picture(acting_user=None, picture=picture)


def test_files_that_no_row_names_go(everything_is_old):
    picture = make_picture()
    kept = keep_picture(acting_user=None, file=picture_file(), alt="Pier")
    for name in (f"pictures/{picture.pk.hex}/320-old.webp", "pictures/stray/1.webp", f"sounds/{kept.pk.hex}/x.m4a"):
        default_storage.save(name, ContentFile(b"left by a crash"))
    originals().save("pictures/stray", ContentFile(b"left by a crash"))
    assert upkeep.sweep_files() == 4
    assert lying_files("pictures") == sorted(rendition.name for rendition in picture.renditions)
    assert originals().exists(kept.original)


def test_young_files_are_left_alone():
    default_storage.save("pictures/stray/1.webp", ContentFile(b"of a transaction that is still open"))
    assert upkeep.sweep_files() == 0
