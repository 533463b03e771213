import datetime

import pytest

from guides.models import SitePage
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def test_a_new_page_begins_with_the_draft(admin):
    page = admin.get("/admin/guides/sitepage/add/", {"kind": "terms", "language": "de"}).content.decode()
    assert "Was diese Seite tut" in page


def test_an_unknown_kind_begins_with_a_draft_all_the_same(admin):
    page = admin.get("/admin/guides/sitepage/add/", {"kind": "../../settings", "language": "xx"}).content.decode()
    assert "Who is responsible" in page


def test_what_staff_write_is_shown(admin):
    sent = {"kind": "contact", "language": "en", "text": "Ring the bell."}
    assert admin.post("/admin/guides/sitepage/add/", sent).status_code == 302
    assert "Ring the bell." in admin.get("/contact/").content.decode()


def test_the_same_page_is_not_written_twice(admin):
    SitePage.objects.create(kind="contact", language="en", text="First")
    response = admin.post("/admin/guides/sitepage/add/", {"kind": "contact", "language": "en", "text": "Second"})
    assert response.status_code == 200
    assert SitePage.objects.get().text == "First"


def test_a_change_says_when_it_was_made(admin):
    page = SitePage.objects.create(kind="contact", language="en", text="First")
    SitePage.objects.update(updated_at="2026-01-01T00:00:00Z")
    admin.post(f"/admin/guides/sitepage/{page.pk}/change/", {"kind": "contact", "language": "en", "text": "Second"})
    page.refresh_from_db()
    assert page.text == "Second"
    assert page.updated_at > datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)
