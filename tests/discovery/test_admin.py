"""Staff see how far the search rows are that follow a changed rate."""

import pytest
from django.urls import reverse

from discovery.actions import refresh_listings
from discovery.models import Fact, ListingRefresh
from tests.factories import BandFactory, UserFactory

pytestmark = pytest.mark.django_db


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
