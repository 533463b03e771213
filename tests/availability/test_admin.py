"""Staff look at calendars, change nothing there, and can revoke a feed."""

import pytest
from django.urls import reverse

from availability.actions import make_feed
from availability.models import Feed, ImportedCalendar
from availability.states import FeedKind
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

MODELS = ["calendar", "calendarsource", "availabilityrule", "timeblock", "calendarentry", "feed", "importedcalendar"]


@pytest.fixture
def feed():
    user = UserFactory()
    return make_feed(acting_user=user, calendar=user.calendar, kind=FeedKind.PERSON, name="Gigs")[0]


@pytest.fixture
def staff(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize("model", MODELS)
def test_everything_can_be_looked_at_and_nothing_added(staff, feed, model):
    assert staff.get(reverse(f"admin:availability_{model}_changelist")).status_code == 200
    assert staff.get(reverse(f"admin:availability_{model}_add")).status_code == 403


def test_a_feed_shows_no_hash_and_cannot_be_edited(staff, feed):
    address = reverse("admin:availability_feed_change", args=[feed.pk])
    assert feed.token_hash not in staff.get(address).content.decode()
    assert staff.post(address, {"name": "Other"}).status_code == 403


def test_staff_revoke_a_feed(staff, feed):
    address = reverse("admin:availability_feed_changelist")
    staff.post(address, {"action": "revoke", "_selected_action": [str(feed.pk)]})
    feed.refresh_from_db()
    assert feed.revoked_at


def test_nothing_is_deleted_in_bulk(staff, feed):
    address = reverse("admin:availability_feed_changelist")
    staff.post(address, {"action": "delete_selected", "_selected_action": [str(feed.pk)], "post": "yes"})
    assert Feed.objects.filter(pk=feed.pk).exists()


def test_an_imported_calendar_shows_how_it_goes_and_neither_content_nor_secret(staff):
    imported = ImportedCalendar.objects.create(
        calendar=UserFactory().calendar,
        kind="url",
        name="Work",
        url="https://calendar.example/private-7f3a/basic.ics",
        secret="sealed-secret",
        timezone="Europe/Berlin",
        content=b"BEGIN:VCALENDAR",
        state="failed",
        problem_stored={"code": "gone", "details": {}},
    )
    page = staff.get(reverse("admin:availability_importedcalendar_change", args=[imported.pk])).content.decode()
    assert "There’s no calendar at this link." in page
    assert "calendar.example" in page
    assert not any(hidden in page for hidden in ("private-7f3a", "sealed-secret", "BEGIN:VCALENDAR"))
