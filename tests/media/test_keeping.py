"""The first look at an upload: what is no such file is refused at its field, whatever it calls itself."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from media.actions import keep_document, keep_picture, keep_sound
from media.files.storages import originals
from media.models import Document, Picture, Sound
from tests.media.making import document_file, picture_bytes, picture_file, sound_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_here")]

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<!doctype html><script>alert(1)</script>"
PLAYLIST = b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"


def lying(content, name="pier.jpg", kind="image/jpeg"):
    return SimpleUploadedFile(name, content, content_type=kind)


def keep(model, file, **fields):
    if model is Picture:
        return keep_picture(acting_user=None, file=file, **{"alt": "Pier"} | fields)
    if model is Sound:
        return keep_sound(acting_user=None, file=file, **{"title": "Undertow"} | fields)
    return keep_document(acting_user=None, file=file, **{"name": "Rider"} | fields)


def field_refused(model, file, **fields):
    with pytest.raises(ValidationError) as refusal:
        keep(model, file, **fields)
    assert not model.objects.exists()
    return list(refusal.value.message_dict)


@pytest.mark.parametrize(
    ("model", "make"),
    [(Picture, picture_file), (Sound, sound_file), (Document, document_file)],
    ids=["picture", "sound", "document"],
)
def test_an_upload_waits_with_its_original_out_of_sight(model, make, queued, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        kept = keep(model, make())
    assert kept.is_waiting
    assert not kept.files
    with originals().open(kept.original) as original, make() as sent:
        assert original.read() == sent.read()
    assert queued() == [f"['{kept.folder}', '{kept.pk}']"]


@pytest.mark.parametrize(
    "content",
    [SVG, HTML, PLAYLIST, b"", b"\x00", b"GIF89a" + bytes(99)],
    ids=["svg", "html", "playlist", "empty", "nul", "gif"],
)
@pytest.mark.parametrize("model", [Picture, Sound, Document], ids=lambda model: model.__name__)
def test_what_is_no_such_file_is_refused_at_its_field(model, content):
    assert field_refused(model, lying(content)) == ["file"]


def test_the_name_and_type_that_a_browser_tells_count_for_nothing():
    kept = keep(Picture, lying(picture_bytes(kind="PNG"), name="../../evil.svg", kind="text/html"))
    assert kept.is_waiting
    assert kept.original == f"pictures/{kept.pk.hex}"


@pytest.mark.parametrize(
    ("size", "kind"), [((100, 100), "PNG"), ((10_000, 6_000), "PNG")], ids=["too small", "too many pixels"]
)
def test_the_size_of_a_picture_is_bounded_before_a_pixel_is_decoded(size, kind):
    assert field_refused(Picture, lying(picture_bytes(*size, kind=kind, mode="1"))) == ["file"]


@pytest.mark.parametrize(
    ("model", "make", "setting"),
    [
        (Picture, picture_file, "PHOTO_BYTES_MAX"),
        (Sound, sound_file, "SOUND_BYTES_MAX"),
        (Document, document_file, "DOCUMENT_BYTES_MAX"),
    ],
    ids=["picture", "sound", "document"],
)
def test_too_many_bytes_are_refused(model, make, setting, settings):
    setattr(settings, setting, 100)
    assert field_refused(model, make()) == ["file"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"alt": " \n"}, "alt"),
        ({"alt": "x" * 201}, "alt"),
        ({"credit": "x" * 121}, "credit"),
        ({"focus": (50, 101)}, "focus"),
        ({"focus": (-1, 50)}, "focus"),
    ],
)
def test_what_is_said_of_a_picture_is_bounded_too(fields, field):
    assert field_refused(Picture, picture_file(), **fields) == [field]
