"""A session that is booked and paid, and two who may work in another one."""

import pytest

from tests.factories import MembershipFactory
from tests.studio.test_sessions import book, paid
from tests.studio.work.conftest import mixed, sent

__all__ = ["mixed", "sent"]


@pytest.fixture
def session(stripe_site, opened, client_user, start):
    return paid(book(opened, client_user, start))


@pytest.fixture
def two(professional):
    """Two of the team who may be booked, and do not lead it."""
    return [MembershipFactory(party=professional.party, role="member", may_be_booked=True).user for _ in range(2)]
