import pytest
from django.db import connection

from tests.bookings.scenes import a_house, an_act


@pytest.fixture
def house(db):
    return a_house()


@pytest.fixture
def act(db):
    return an_act()


@pytest.fixture
def commit_checks():
    """Runs what the database checks at commit, now."""

    def check():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    return check
