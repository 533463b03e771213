"""Somebody who is signed in."""

import pytest

from tests.factories import UserFactory


@pytest.fixture
def user():
    return UserFactory(name="Åsa Lind")


@pytest.fixture
def signed_in(client, user):
    client.force_login(user)
    return client
