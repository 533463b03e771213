"""What the tables of time refuse by themselves."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from availability.models import TimeBlock
from tests.factories import CalendarFactory

pytestmark = pytest.mark.django_db


def run(statement: str, values: list) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def claim(period: str) -> None:
    columns = "(calendar_id, period, kind, occasion)"
    run(
        f"INSERT INTO availability_timeblock {columns} VALUES (%s, %s, 'claim', %s)",
        [CalendarFactory().pk, period, uuid4()],
    )


@pytest.mark.parametrize(
    "period",
    [
        "empty",
        "(,)",
        "[2030-01-01,)",  # its end is NULL, and a check passes what it cannot say
        "(,2030-01-01)",
        "[2030-01-01,infinity)",
        "[-infinity,2030-01-01)",
        "[2030-01-01,2030-01-02]",
        "(2030-01-01,2030-01-02)",
        "[2030-01-01,2030-01-01]",
        "[2030-01-01,2030-01-08 00:00:01)",
    ],
)
def test_a_period_is_half_open_finite_and_at_most_a_week(period):
    with pytest.raises(IntegrityError, match="timeblock_period_is_sane"):
        claim(period)


def test_a_week_is_a_period():
    claim("[2030-01-01,2030-01-08)")
    assert TimeBlock.objects.exists()


@pytest.mark.parametrize(
    ("kind", "occasion", "expires_at"),
    [("claim", None, None), ("busy", uuid4(), None), ("busy", None, "2030-01-01"), ("held", None, None)],
)
def test_only_claims_have_an_occasion_and_all_of_them_do(kind, occasion, expires_at):
    with pytest.raises(IntegrityError):
        run(
            "INSERT INTO availability_timeblock (calendar_id, period, kind, occasion, expires_at)"
            " VALUES (%s, '[2030-01-01,2030-01-02)', %s, %s, %s)",
            [CalendarFactory().pk, kind, occasion, expires_at],
        )


def test_what_a_calendar_tells_has_a_status_of_the_rfc():
    with pytest.raises(IntegrityError, match="status_is_known"):
        run(
            "INSERT INTO availability_calendarentry (id, calendar_id, uid, sequence, status, occasion, period,"
            " timezone, title, text, public_title, public_text, place, path, created_at, modified_at, ics)"
            " VALUES (%s, %s, 'x', 0, 'perhaps', %s, '[2030-01-01,2030-01-02)', 'UTC', 't', '', '', '', '', '',"
            " now(), now(), '')",
            [uuid4(), CalendarFactory().pk, uuid4()],
        )
