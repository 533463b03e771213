"""A request, a booking and a delivery about which something is proposed."""

import datetime as dt

import pytest

from studio.actions import update_service
from studio.actions.sessions import ask_for_revision, begin_session, deliver_session
from tests.studio.test_sessions import book, paid

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def asked(stripe_site, opened, client_user, start, user):
    """A request for two hours at 120.00."""
    update_service(acting_user=user, service=opened, mode="request")
    return book(opened, client_user, start)


@pytest.fixture
def booked(stripe_site, opened, client_user, start):
    """Two hours, booked at once and paid."""
    return paid(book(opened, client_user, start))


@pytest.fixture
def delivered(stripe_site, opened, client_user, start, user):
    """Delivered, with the one revision that was included used; another one costs 20.00."""
    update_service(acting_user=user, service=opened, revisions=1, revision_minor=2_000, delivery_days=3)
    session = paid(book(opened, client_user, start + 4 * HOUR))
    begin_session(acting_user=None, session_id=session.pk, at=start + 4 * HOUR)
    deliver_session(acting_user=user, session_id=session.pk, text="Here it is")
    ask_for_revision(acting_user=client_user, session_id=session.pk, text="Louder")
    return deliver_session(acting_user=user, session_id=session.pk, text="Louder")
