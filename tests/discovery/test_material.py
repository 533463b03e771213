"""What may be taken away of a press kit: one sheet of paper, and everything in a ZIP."""

import io
import re
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from bands.actions import publish_kit, write_kit
from tests.discovery.kits import HOSTILE, write_everything

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def pdf_of(client, act):
    response = client.get(reverse("discovery:act_pdf", args=[act.party.slug]))
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    return PdfReader(io.BytesIO(response.content))


def zip_of(client, act):
    response = client.get(reverse("discovery:act_zip", args=[act.party.slug]))
    assert (response.status_code, response.streaming) == (200, True)
    archive = zipfile.ZipFile(io.BytesIO(response.getvalue()))
    assert archive.testzip() is None
    return archive


def words(pdf):
    return " ".join(pdf.pages[0].extract_text().replace("\u200b", "").split())


@pytest.fixture
def songs(act, files_here):
    return write_everything(act)


def test_sheet_is_one_page_with_what_bookers_look_for(client, act, songs):
    pdf = pdf_of(client, act)
    said = words(pdf)
    assert len(pdf.pages) == 1
    for each in (act.party.name, "As patient as the tide.", "1,800", "Photo: M. Krause"):
        assert each in said
    assert "https://example.org/" in said.replace(" ", "")
    assert "400 EUR" not in said


def test_sheet_of_an_act_with_nothing_and_of_one_with_too_much_is_one_page(client, act, files_here):
    assert len(pdf_of(client, act).pages) == 1
    write_everything(act)
    write_kit(acting_user=act.leader, party=act.party, bio_long="Long ago. " * 900, lineup="Ada, voice\n" * 90)
    publish_kit(acting_user=act.leader, party=act.party)
    act.party.name = "x" * 300
    act.party.save()
    assert len(pdf_of(client, act).pages) == 1


def test_zip_holds_all_of_it_under_safe_names(client, act, songs):
    archive = zip_of(client, act)
    folder = f"{act.party.slug}-press-kit/"
    names = {name.removeprefix(folder) for name in archive.namelist()}
    assert {
        "README.txt", "press-kit.pdf", "bio.txt", "technical-rider.pdf", "stage-plot.svg", "stage-plot.pdf",
        "input-list.csv", "photos/01-as-patient-as-the-tide.jpg", "photos/02-as-patient-as-the-tide.jpg",
    } == names  # fmt: skip
    photo = Image.open(io.BytesIO(archive.read(f"{folder}photos/01-as-patient-as-the-tide.jpg")))
    assert (photo.format, photo.width) == ("JPEG", 800)
    assert "Photo: M. Krause" in archive.read(f"{folder}README.txt").decode()
    assert "400 EUR" not in archive.read(f"{folder}bio.txt").decode()


def test_hostile_texts_break_neither_page_sheet_nor_zip(client, act, files_here):
    write_everything(act, HOSTILE)
    act.party.name = HOSTILE
    act.party.save()
    page = client.get(reverse("discovery:act", args=[act.party.slug])).content.decode()
    assert "<script>alert" not in page
    assert "#import" in words(pdf_of(client, act))
    archive = zip_of(client, act)
    assert all(re.fullmatch(r"[a-z0-9/_.A-Z-]+", name) and ".." not in name for name in archive.namelist())
    assert "<script" not in archive.read(next(name for name in archive.namelist() if name.endswith(".svg"))).decode()


def test_zip_without_a_lost_photo_is_still_a_zip(client, act, songs):
    default_storage.delete(act.party.photos.first().picture.rendition("jpeg").name)
    archive = zip_of(client, act)
    assert len([name for name in archive.namelist() if name.endswith(".svg")]) == 1


@pytest.mark.parametrize("name", ["act_pdf", "act_zip"])
def test_material_that_has_not_changed_is_not_sent_again(client, act, songs, name):
    address = reverse(f"discovery:{name}", args=[act.party.slug])
    etag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
    write_kit(acting_user=act.leader, party=act.party, bio_short="Louder.")
    publish_kit(acting_user=act.leader, party=act.party)
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200
