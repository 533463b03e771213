"""Photos are drawn anew, bounded, and for leaders."""

import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.actions import add_photo, remove_photo
from accounts.models import PartyPhoto
from accounts.states import Role
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def leader():
    return MembershipFactory(role=Role.OWNER)


def picture(width=400, height=300, kind="JPEG", mode="RGB", colour="orange", **options):
    file = io.BytesIO()
    Image.new(mode, (width, height), colour).save(file, kind, **options)
    return SimpleUploadedFile("../../evil.php", file.getvalue(), content_type="text/html")


def kept(photo):
    """The stored file as a picture."""
    return Image.open(default_storage.path(photo.image.name))


def add(leader, file, **fields):
    return add_photo(acting_user=leader.user, party=leader.party, file=file, **{"alt": "On stage"} | fields)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_kept_as_webp_under_a_name_of_ours(leader, kind):
    photo = add(leader, picture(kind=kind), credit="M. Krause")
    with kept(photo) as stored:
        assert stored.format == "WEBP"
    assert photo.image.name.startswith("photos/")
    assert photo.image.name.endswith(".webp")
    assert (photo.width, photo.height, photo.credit) == (400, 300, "M. Krause")


def test_a_large_photo_is_made_smaller(leader):
    photo = add(leader, picture(4000, 1000))
    assert (photo.width, photo.height) == (2000, 500)


def test_a_photo_is_turned_upright_and_loses_where_it_was_taken(leader):
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "my home address"
    photo = add(leader, picture(exif=exif))
    assert (photo.width, photo.height) == (300, 400)
    with default_storage.open(photo.image.name) as file:
        assert b"my home address" not in file.read()


def test_a_transparent_picture_stays_transparent(leader):
    photo = add(leader, picture(kind="PNG", mode="RGBA", colour=(255, 0, 0, 60)))
    with kept(photo) as stored:
        assert stored.mode == "RGBA"


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("a.jpg", b"<svg onload=alert(1)>"),
        SimpleUploadedFile("a.jpg", b""),
        SimpleUploadedFile("a.jpg", picture().read()[:300]),
        picture(kind="GIF", mode="P"),
        picture(100, 100),
        picture(10_000, 6_000, kind="PNG", mode="1"),
    ],
    ids=["svg", "empty", "cut off", "gif", "too small", "too many pixels"],
)
def test_what_is_no_fitting_picture_is_refused_at_the_field(leader, file):
    with pytest.raises(ValidationError) as refusal:
        add(leader, file)
    assert list(refusal.value.message_dict) == ["file"]
    assert not PartyPhoto.objects.exists()


def test_a_file_of_too_many_bytes_is_refused(leader, settings):
    settings.PHOTO_BYTES_MAX = 100
    with pytest.raises(ValidationError):
        add(leader, picture())


def test_a_photo_needs_a_text_for_who_cannot_see_it(leader):
    with pytest.raises(ValidationError) as refusal:
        add(leader, picture(), alt=" ")
    assert list(refusal.value.message_dict) == ["alt"]


def test_photos_are_for_leaders():
    member = MembershipFactory(role=Role.MEMBER)
    with pytest.raises(PermissionDenied):
        add(member, picture())


def test_a_removed_photo_takes_its_file_along(leader, django_capture_on_commit_callbacks):
    photo = add(leader, picture())
    name = photo.image.name
    with django_capture_on_commit_callbacks(execute=True):
        remove_photo(acting_user=leader.user, photo=photo)
    assert not default_storage.exists(name)
    assert not PartyPhoto.objects.exists()
