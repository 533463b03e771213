import datetime as dt

import pytest
from django.utils import timezone

from accounts.actions import approve_party
from studio.actions import add_hours, create_professional
from tests.factories import UserFactory
from tests.payments.conftest import receiver, stand_in, stripe_site

__all__ = ["receiver", "stand_in", "stripe_site"]


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def signed_in(client, user):
    client.force_login(user)
    return client


@pytest.fixture
def professional(user):
    return create_professional(
        acting_user=user, name="Low End", timezone="Europe/Berlin", disciplines=["mastering", "mixing"]
    )


@pytest.fixture
def start():
    """Ten o'clock in Berlin, ten days from now."""
    local = timezone.now().astimezone(dt.UTC).replace(hour=8, minute=0, second=0, microsecond=0)
    return local + dt.timedelta(days=10)


@pytest.fixture
def opened(user, professional, start):
    approve_party(acting_user=UserFactory(is_staff=True), party=professional.party)
    professional.party.refresh_from_db()
    add_hours(
        acting_user=user, professional=professional, starts_at=start, ends_at=start + dt.timedelta(hours=8), rrule=""
    )
    from tests.studio.test_slots import a_stored_service

    return a_stored_service(user, professional, cancellation_tiers=[[7, 0], [2, 50], [0, 100]])


@pytest.fixture
def client_user(db):
    return UserFactory()
