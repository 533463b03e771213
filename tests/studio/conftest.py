import pytest

from studio.actions import create_professional
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
