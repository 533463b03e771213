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


@pytest.fixture
def without_the_constraint():
    """The table without its exclusion constraint, but with an index of the same name that ON CONFLICT cannot use."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'timeblock_claims_never_overlap'"
        )
        (definition,) = cursor.fetchone()
        cursor.execute("ALTER TABLE availability_timeblock DROP CONSTRAINT timeblock_claims_never_overlap")
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE availability_timeblock CASCADE")
        cursor.execute(f"ALTER TABLE availability_timeblock ADD CONSTRAINT timeblock_claims_never_overlap {definition}")
