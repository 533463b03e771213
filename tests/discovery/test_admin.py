"""Staff see how far the search rows are that follow a changed rate, and take away what nobody should see."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.files.storage import default_storage
from django.urls import reverse

from accounts.models import Party, PartyPhoto
from bands.models import PressKit, PressSound
from discovery.actions import refresh_listings
from discovery.models import Fact, ListingRefresh
from media.access.shown import near
from media.models import Document, Picture, Sound
from tests.factories import BandFactory, StageFactory, UserFactory
from tests.media.making import make_document, make_picture, make_sound
from venues.models import StagePhoto

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.mark.parametrize("count", [1, 3])
def test_progress_of_refreshes_is_listed(count, client, django_assert_max_num_queries):
    BandFactory(party__fee_currency_id="JPY", party__fee_min_minor=7)
    for key in ["JPY", "USD", "CHF"][:count]:
        ListingRefresh.objects.create(fact=Fact.RATE, key=key)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    address = reverse("admin:discovery_listingrefresh_changelist")
    assert "Waiting" in client.get(address).content.decode()
    refresh_listings()
    with django_assert_max_num_queries(7):
        page = client.get(address).content.decode()
    assert "1 of 1" in page
    assert page.count("0 of 0") == count - 1


def test_refreshes_are_only_read(client):
    refresh = ListingRefresh.objects.create(fact=Fact.RATE, key="JPY")
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    for name, args in (("add", []), ("delete", [refresh.pk])):
        assert client.post(reverse(f"admin:discovery_listingrefresh_{name}", args=args)).status_code == 403


def made_and_owned(model):
    """A file with the party that shows it."""
    party = BandFactory(party__name="Low Tide").party
    if model is Picture:
        return PartyPhoto.objects.create(party=party, picture=make_picture()).picture
    if model is Sound:
        return PressSound.objects.create(party=party, sound=make_sound()).sound
    return PressKit.objects.create(party=party, rider_document=make_document()).rider_document


@pytest.fixture
def office(client, files_here):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("model", [Picture, Sound, Document])
def test_uploads_are_listed_with_whose_they_are(model, count, office, django_assert_max_num_queries):
    for _ in range(count):
        made_and_owned(model)
    if model is Picture:
        StagePhoto.objects.create(stage=StageFactory(venue__party__name="The Hall"), picture=make_picture())
    address = reverse(f"admin:media_{model._meta.model_name}_changelist")
    office.get(address)
    with django_assert_max_num_queries(7):
        page = office.get(address).content.decode()
    assert page.count("Low Tide") >= count
    assert ("The Hall" in page) == (model is Picture)
    kept = model.objects.first()
    assert kept.renditions[0].name.rpartition("/")[0] in office.get(f"{address}{kept.pk}/change/").content.decode()


@pytest.mark.parametrize("model", [Picture, Sound, Document])
def test_staff_take_a_file_away_for_good(model, office, django_capture_on_commit_callbacks):
    kept = made_and_owned(model)
    name = kept.renditions[0].name
    near.clear()
    assert office.get(f"/media/{name}").status_code == 200
    before = Party.objects.get().version
    data = {"action": "take_away", "_selected_action": [str(kept.pk)], "reason": "Not theirs"}
    with django_capture_on_commit_callbacks(execute=True):
        office.post(reverse(f"admin:media_{model._meta.model_name}_changelist"), data)
    kept.refresh_from_db()
    assert (kept.state, kept.reason, kept.files) == ("refused", "taken_away", [])
    assert "removed this file" in kept.reason_text
    assert not default_storage.exists(name)
    assert office.get(f"/media/{name}").status_code == 404
    assert "Not theirs" in LogEntry.objects.get().change_message
    assert model is not Picture or Party.objects.get().version > before


def test_who_only_looks_takes_nothing_away(client, files_here):
    staff = UserFactory(is_staff=True)
    staff.user_permissions.add(Permission.objects.get(codename="view_picture"))
    client.force_login(staff)
    kept, address = made_and_owned(Picture), reverse("admin:media_picture_changelist")
    assert "Low Tide" in client.get(address).content.decode()
    client.post(address, {"action": "take_away", "_selected_action": [str(kept.pk)]})
    assert Picture.objects.get().is_ready
    staff.user_permissions.add(Permission.objects.get(codename="delete_picture"))
    client.post(address, {"action": "take_away", "_selected_action": [str(kept.pk)]})
    assert not Picture.objects.get().is_ready


def test_no_file_is_uploaded_changed_or_deleted_in_the_office(office):
    kept = made_and_owned(Picture)
    for name, args in (("add", []), ("change", [kept.pk]), ("delete", [kept.pk])):
        assert office.post(reverse(f"admin:media_picture_{name}", args=args)).status_code == 403
    assert Picture.objects.get().is_ready
