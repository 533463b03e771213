"""A band with a project, and a session in it."""

import pytest

from accounts.actions import approve_party
from accounts.states import Role
from bands.actions import create_band
from catalogue.models import Currency
from studio.actions.projects import create_project
from tests.broker import broker, queued
from tests.factories import MembershipFactory, UserFactory
from tests.studio.projects.scenes import book

__all__ = ["broker", "queued"]


@pytest.fixture
def band(client_user):
    party = create_band(acting_user=client_user, name="Low Tide Choir", timezone="Europe/Berlin").party
    approve_party(acting_user=UserFactory(is_staff=True), party=party)
    party.refresh_from_db()
    return party


@pytest.fixture
def project(band, client_user):
    euro = Currency.objects.get(code="EUR")
    return create_project(acting_user=client_user, client=band, name="Album", budget_minor=500_00, currency=euro)


@pytest.fixture
def session(opened, client_user, start, band, project):
    return book(opened, client_user, start, client=band, project_id=project.pk)


@pytest.fixture
def teammates(band):
    """A member and a dep of the band, and somebody who has nothing to do with it."""
    found = {"member": UserFactory(), "dep": UserFactory(), "stranger": UserFactory()}
    for role in (Role.MEMBER, Role.DEP):
        MembershipFactory(party=band, user=found[role], role=role)
    return found
