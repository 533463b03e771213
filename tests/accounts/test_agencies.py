"""Agencies: parties that book for others, play nothing and are listed nowhere."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.actions import create_agency
from accounts.models import Party
from accounts.queries import party_path
from accounts.states import Approval, PartyKind
from bookings.actions import apply_to_spot
from discovery.queries import search_parties
from tests.bookings.scenes import a_house, an_open_show
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def an_agency(user=None) -> Party:
    agency = create_agency(acting_user=user or UserFactory(), name="Nightliner Agency", timezone="Europe/Berlin")
    Party.objects.filter(pk=agency.pk).update(approval=Approval.APPROVED)
    agency.refresh_from_db()
    return agency


def test_the_page_makes_an_agency_and_leads_to_its_team(client):
    user = UserFactory()
    client.force_login(user)
    response = client.post(reverse("accounts:agency_new"), {"name": "Nightliner Agency", "timezone": "Europe/Berlin"})
    agency = Party.objects.get(kind=PartyKind.AGENCY)
    assert (response.status_code, response["Location"]) == (302, party_path(agency))
    assert client.get(response["Location"]).status_code == 200


def test_an_agency_is_not_found_by_a_search_even_if_it_were_listed():
    agency = an_agency()
    Party.objects.filter(pk=agency.pk).update(is_listed=True)
    assert search_parties(viewer=AnonymousUser(), q="Nightliner").items == []


def test_an_agency_cannot_apply():
    house, user = a_house(), UserFactory()
    show = an_open_show(house)
    with pytest.raises(ValidationError) as refused:
        apply_to_spot(acting_user=user, spot=show.spots.get(), act=an_agency(user))
    assert "act" in refused.value.message_dict


def test_the_pages_of_an_agency_lead_to_its_holds(client):
    user = UserFactory()
    agency = an_agency(user)
    client.force_login(user)
    for name in ("agency_edit", "team"):
        page = client.get(reverse(f"accounts:{name}", args=[agency.slug])).content.decode()
        assert f'href="{reverse("holds:holds")}">Holds</a>' in page
