import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bookings.models import Show
from show_imports.actions import start_show_import, work_on_show_list
from show_imports.models import ShowImport
from show_imports.states import ShowImportState
from tests.bookings.scenes import an_act
from tests.matrix.pages import COLUMNS
from tests.show_imports.lists import DATA, ORCHESTRA, checked, csv

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture
def band():
    return an_act()


@pytest.fixture
def visitor(client, band):
    client.force_login(band.leader)
    return client


def page(name: str, *args) -> str:
    return reverse(f"show_imports:{name}", args=args)


def upload(visitor, band, content: bytes):
    file = SimpleUploadedFile("gigs.csv", content)
    return visitor.post(page("show_import_new", band.party.slug), {"content": file})


def test_a_list_goes_from_the_upload_over_its_columns_and_report_to_shows(visitor, band):
    response = upload(visitor, band, csv("Date,Time,Venue", "2020-03-04,20:00,Cellar", "2020-03-05,,Attic"))
    found = ShowImport.objects.get()
    assert response.url == page("show_import_columns", found.pk)
    assert "Cellar" in visitor.get(response.url).content.decode()
    assert visitor.post(response.url, COLUMNS | {"column_venue": "Venue"}).url == page("show_import", found.pk)
    work_on_show_list(import_id=found.pk, state=ShowImportState.CHECKING)
    report = visitor.get(page("show_import", found.pk))
    assert "Import 2 shows" in report.content.decode()
    visitor.post(page("show_import_start", found.pk), {"version": report.context["found"].version})
    work_on_show_list(import_id=found.pk, state=ShowImportState.IMPORTING)
    assert "2 shows were imported." in visitor.get(page("show_import", found.pk)).content.decode()
    assert Show.objects.count() == 2


def test_dates_that_can_be_two_are_asked_for_at_their_field(visitor, band):
    path = upload(visitor, band, csv("Date,Time", "03/04/2027,20:00", "13/04/2027,20:00")).url
    response = visitor.post(path, COLUMNS)
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"date_order"}
    assert visitor.post(path, COLUMNS | {"date_order": "day"}).status_code == 302


def test_a_column_is_one_thing_only(visitor, band):
    path = upload(visitor, band, csv("Date,Time", "2027-04-03,20:00")).url
    response = visitor.post(path, COLUMNS | {"column_starts": "Date"})
    assert response.context["form"].errors.keys() == {"column_starts"}


def test_an_early_show_has_to_be_over_when_the_late_one_starts(visitor, band):
    path = upload(visitor, band, csv("Date,Time", "2027-04-03,20:00")).url
    response = visitor.post(path, COLUMNS | {"early_starts": "18:30"})
    assert response.context["form"].errors.keys() == {"early_starts"}


def test_the_panel_tells_how_far_it_is_and_then_reloads_the_page(visitor, band):
    found = checked(band.party, band.leader, csv("Date", "2020-03-04"))
    start_show_import(acting_user=band.leader, show_import=found)
    panel = visitor.get(page("show_import_panel", found.pk), headers={"HX-Request": "true"})
    assert "every 2s" in panel.content.decode()
    work_on_show_list(import_id=found.pk, state=ShowImportState.IMPORTING)
    assert visitor.get(page("show_import_panel", found.pk), headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_a_report_that_was_not_seen_starts_nothing(visitor, band):
    found = checked(band.party, band.leader, csv("Date", "2020-03-04"))
    assert visitor.post(page("show_import_start", found.pk), {"version": found.version - 1}).status_code == 409
    assert ShowImport.objects.get().state == ShowImportState.CHECKED


def test_a_report_of_thousands_is_paged_and_shows_mistakes_first(visitor, band, django_assert_max_num_queries):
    content = (DATA / "nyphil_concerts.csv").read_bytes()
    found = checked(band.party, band.leader, content, ORCHESTRA, timezone="America/New_York")
    with django_assert_max_num_queries(12):
        response = visitor.get(page("show_import", found.pk))
    assert [line.outcome for line in response.context["lines"]].count("wrong") == 37
    assert len(response.context["lines"]) == 100
    only = visitor.get(page("show_import", found.pk) + "?only=wrong&page=9")
    assert len(only.context["lines"]) == 37


def test_the_office_looks_at_lists_and_changes_none(admin_client, band):
    found = checked(band.party, band.leader, csv("Date", "2020-03-04"))
    listed = admin_client.get(reverse("admin:show_imports_showimport_changelist")).content.decode()
    assert found.file_name in listed
    address = reverse("admin:show_imports_showimport_change", args=[found.pk])
    assert band.party.name in admin_client.get(address).content.decode()
    assert admin_client.post(address, {"state": "done"}).status_code == 403
