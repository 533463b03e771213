"""Files that are not what they say are refused at their field, and leave nothing behind."""

from dataclasses import asdict

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import tasks
from accounts.imports import looks
from tests.matrix.uploads import ICS, SVG, bomb, packed_file, picture, spreadsheet
from tests.matrix.watching import contents

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FILES = {
    "nothing": lambda: b"",
    "text": lambda: b"not a picture",
    "svg": lambda: SVG,
    "html in a jpeg": lambda: b"\xff\xd8\xff\xe0<script>",
    "cut off": lambda: picture()[:20],
    "bomb": bomb,
    "a line": lambda: picture(2000, 1),
    "too many bytes": lambda: picture() + b"\0" * 21_000_000,
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_is_no_fitting_photo_is_refused_at_its_field(kind, world):
    path, before = reverse("accounts:photo_add", args=[world.ids["band"]]), contents()
    file = SimpleUploadedFile("../../photo.png", FILES[kind](), content_type="image/png")
    response = world.client("owner").post(path, {"file": file, "alt": "On a pier"})
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"file"}
    assert contents() == before


def test_a_good_photo_is_taken(world):
    path = reverse("accounts:photo_add", args=[world.ids["band"]])
    file = SimpleUploadedFile("photo.png", picture(), content_type="image/png")
    assert world.client("owner").post(path, {"file": file, "alt": "On a pier"}).status_code == 302


CALENDARS = FILES | {
    "an event without an end": lambda: ICS[:-17],
    "utf-16": lambda: ICS.decode().encode("utf-16")[:-3],
    "deep": lambda: b"BEGIN:VCALENDAR\n" * 100_000,
    "one long line": lambda: b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART" + b";A=B" * 500_000,
    "every second": lambda: ICS.replace(b"DURATION", b"RRULE:FREQ=SECONDLY\r\nDURATION"),
    "no step": lambda: ICS.replace(b"DURATION", b"RRULE:FREQ=DAILY;INTERVAL=0\r\nDURATION"),
    "before time began": lambda: ICS.replace(b"2028", b"0000"),
}


@pytest.mark.parametrize("kind", CALENDARS)
def test_a_file_that_is_no_calendar_is_refused_at_its_field(kind, world, monkeypatch):
    """By the page that sends it, or by the one that waits for the worker, which here reads at once."""
    monkeypatch.setattr(looks, "enqueue", lambda user_id, asked: tasks.read_look(user_id, asdict(asked)))
    path, before = reverse("accounts:import_new"), contents()
    file = SimpleUploadedFile("../../calendar\u202e.ics", CALENDARS[kind](), content_type="text/calendar")
    response = world.client("owner").post(path, {"kind": "file", "content": file}, follow=True)
    if kind == "too many bytes":
        assert response.status_code == 413
    else:
        assert response.status_code == 422
        assert response.context["form"].errors.keys() == {"content"}
    assert contents() == before


LISTS = {
    "nothing": lambda: b"",
    "a picture": picture,
    "headings alone": lambda: b"Date,Venue\n",
    "not headings": lambda: b"2019-05-04,Cellar\n2019-05-05,Cellar\n",
    "nul": lambda: b"Date,Venue\n2019-05-04,Cel\0lar\n",
    "utf-16 cut off": lambda: "Date,Venue\n2019-05-04,Cellar\n".encode("utf-16")[:-1],
    "old excel": lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 500,
    "a cell of a megabyte": lambda: b'Date,Venue\n2019-05-04,"' + b"x" * 1_000_000 + b'"\n',
    "a hundred thousand lines": lambda: b"Date\n" + b"2019-05-04\n" * 100_000,
    "a thousand columns": lambda: b"Date" + b",x" * 1000 + b"\n2019-05-04\n",
    "too many bytes": lambda: b"Date\n" + b"2019-05-04,x\n" * 500_000,
    "a zip": lambda: packed_file({"mimetype": b"x"}),
    "a zip bomb": lambda: packed_file({"[Content_Types].xml": b"0" * 70_000_000}),
    "entities": lambda: spreadsheet(b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'),
    "cut off": lambda: spreadsheet()[:400],
}


@pytest.mark.parametrize("kind", LISTS)
def test_a_file_that_is_no_list_of_shows_is_refused_at_its_field(kind, world):
    path, before = reverse("show_imports:show_import_new", args=[world.ids["band"]]), contents()
    file = SimpleUploadedFile("../../gigs\u202e.xlsx", LISTS[kind](), content_type="text/csv")
    response = world.client("owner").post(path, {"content": file})
    if kind == "too many bytes":
        assert response.status_code == 413
    else:
        assert response.status_code == 422
        assert response.context["form"].errors.keys() == {"content"}
    assert contents() == before
