"""What the tests of changes share."""

import pytest

from tests.bookings.changes.scenes import a_bill


@pytest.fixture
def show(house, act):
    return a_bill(house, act)[0]


@pytest.fixture
def booking(show):
    return show.spots.get().bookings.get()
