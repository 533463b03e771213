import datetime as dt

import pytest
import time_machine

from accounts.actions import add_membership
from accounts.states import Role
from availability.actions import say_time, set_known_until
from bands.actions import create_band
from tests.factories import UserFactory

SATURDAY = dt.date(2028, 3, 4)
SUNDAY = dt.date(2028, 3, 5)


@pytest.fixture
def january():
    """Some weeks before: nights of March can be asked about."""
    with time_machine.travel(dt.datetime(2028, 1, 15, 12, tzinfo=dt.UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def asa(january):
    return UserFactory(name="Åsa")


@pytest.fixture
def trio(asa):
    """The party of a band that Åsa leads and sings in; everybody's evenings are 19:00 to midnight in Berlin."""
    return create_band(acting_user=asa, name="Noon", timezone="Europe/Berlin", instrument="Voice").party


def plays(party, name, instrument="", role=Role.MEMBER):
    user = UserFactory(name=name)
    add_membership(acting_user=None, party=party, user=user, role=role, instrument=instrument)
    return user


def knows(user):
    """They have said that the rest of the year is free."""
    set_known_until(acting_user=user, calendar=user.calendar, until=dt.date(2028, 12, 31), timezone="Europe/Berlin")
    return user


def says(user, kind, night=SATURDAY, hours=(19, 24), rrule=""):
    """On the clocks of Berlin in winter."""
    midnight = dt.datetime.combine(night, dt.time(), dt.UTC) - dt.timedelta(hours=1)
    said = say_time(
        acting_user=user, calendar=user.calendar, kind=kind, timezone="Europe/Berlin", rrule=rrule,
        starts_at=midnight + dt.timedelta(hours=hours[0]), ends_at=midnight + dt.timedelta(hours=hours[1]),
    )  # fmt: skip
    return said.rule
