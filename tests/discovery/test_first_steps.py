"""What pages say to a venue that has just begun: the step that comes next, not what a band would do."""

import pytest
from django.urls import reverse

from accounts.states import Role
from tests.factories import MembershipFactory, VenueFactory

pytestmark = pytest.mark.django_db


def test_pages_without_anything_lead_a_venue_to_its_stages_its_desk_and_its_first_show(client):
    venue = VenueFactory().party
    client.force_login(MembershipFactory(party=venue, role=Role.OWNER).user)
    leads_to = {
        reverse("discovery:today"): reverse("bookings:show_new", args=[venue.slug]),
        reverse("bookings:shows"): reverse("bookings:show_new", args=[venue.slug]),
        reverse("bookings:bill_new"): reverse("holds:desk", args=[venue.slug]),
        reverse("bookings:show_new", args=[venue.slug]): reverse("venues:stages", args=[venue.slug]),
        reverse("holds:hold_new", args=[venue.slug]): reverse("venues:stages", args=[venue.slug]),
    }
    for page, step in leads_to.items():
        main = client.get(page).content.decode().partition("<main")[2]
        assert f'href="{step}' in main, page
