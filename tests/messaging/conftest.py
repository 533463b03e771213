import pytest

from messaging.access import get_thread_for
from messaging.actions import send_message
from tests.bookings.scenes import a_confirmed_booking, a_house, an_act


@pytest.fixture
def house(db):
    return a_house()


@pytest.fixture
def act(db):
    return an_act()


@pytest.fixture
def booking(house, act):
    return a_confirmed_booking(house, act)


@pytest.fixture
def say():
    """Write in the thread of this id."""

    def write(user, pk, text="Hello", **values):
        return send_message(acting_user=user, thread=get_thread_for(user, pk), text=text, **values)

    return write
