import pytest

from tests.bookings.scenes import a_house, an_act


@pytest.fixture
def house(db):
    return a_house()


@pytest.fixture
def act(db):
    return an_act()
