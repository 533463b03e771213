"""A session that is booked and paid."""

import pytest

from tests.studio.test_sessions import book, paid
from tests.studio.work.conftest import mixed, sent

__all__ = ["mixed", "sent"]


@pytest.fixture
def session(stripe_site, opened, client_user, start):
    return paid(book(opened, client_user, start))
