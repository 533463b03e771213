"""An engineer with a service to book, and browsers whose consoles are kept."""

import pytest
from playwright.sync_api import Page

from accounts.actions import approve_party
from studio.actions import create_professional
from tests.browser.test_accessibility import sign_in
from tests.factories import UserFactory
from tests.studio.test_slots import a_stored_service


@pytest.fixture
def engineer():
    return UserFactory(name="Ada Low")


@pytest.fixture
def service(engineer):
    """A fixed price, booked at once, with one revision."""
    professional = create_professional(
        acting_user=engineer, name="Low End", timezone="Europe/Berlin", disciplines=["mixing"]
    )
    approve_party(acting_user=UserFactory(is_staff=True), party=professional.party)
    professional.party.refresh_from_db()
    return a_stored_service(
        engineer, professional, rate_kind="fixed", mode="instant", amount_minor=9_000, revisions=1, delivery_days=7
    )


@pytest.fixture
def errors():
    return []


@pytest.fixture
def browse(site, new_context, errors):
    """Signs somebody in, in a browser of their own; what its console complains of is kept."""

    def open_as(user, **context) -> Page:
        page = sign_in(new_context(**context), site, user)
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    return open_as
