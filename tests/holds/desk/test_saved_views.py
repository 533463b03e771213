"""Views of a desk that somebody keeps under a name."""

import pytest
from django.urls import reverse

from holds.actions.desks import VIEWS_MAX
from holds.models import SavedView
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(house, manager):
    return reverse("holds:desk_views", args=[house.party.slug])


def test_view_is_kept_without_its_day_and_leads_back(client, house, address):
    client.post(f"{address}?view=week&from=2028-03-04&state=open&q=tide&evil=1", {"name": "To fill"})
    assert SavedView.objects.get().query == "view=week&state=open&q=tide"
    page = client.get(reverse("holds:desk", args=[house.party.slug])).content.decode()
    assert "?view=week&amp;state=open&amp;q=tide" in page


def test_same_name_is_the_same_view(client, address):
    for state in ("open", "held"):
        client.post(f"{address}?state={state}", {"name": "Mine"})
    assert list(SavedView.objects.values_list("query", flat=True)) == ["state=held"]


@pytest.mark.parametrize("name", ["", " ", "x" * 61])
def test_view_without_a_fitting_name_is_refused(client, address, name):
    assert client.post(address, {"name": name}).status_code == 422
    assert not SavedView.objects.exists()


def test_views_are_not_without_end(client, house, manager, address):
    SavedView.objects.bulk_create(
        SavedView(user=manager, party=house.party, name=f"View {number}", query="") for number in range(VIEWS_MAX)
    )
    assert client.post(address, {"name": "One more"}).status_code == 422


def test_view_is_ones_own(client, house, manager, address):
    view = SavedView.objects.create(user=manager, party=house.party, name="Mine", query="state=open")
    remove = reverse("holds:desk_view_remove", args=[view.pk])
    client.force_login(MembershipFactory(party=house.party, role="manager").user)
    assert "Mine" not in client.get(address).content.decode()
    assert client.post(remove).status_code == 404
    client.force_login(manager)
    client.post(remove)
    assert not SavedView.objects.exists()
